"""Nothing outside a template is read or run through it: each way is refused with its place."""

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.renderers.docx.template_pictures import picture_fault
from reportgen.renderers.docx.template_trial import examine
from reportgen.renderers.ooxml import pack, unpack

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TEXT = "word/document.xml"
Parts = dict[str, bytes]
Refused = Callable[[Callable[[Parts], None]], str]


@pytest.fixture
def refused(look: Look, tmp_path: Path) -> Refused:
    """The faults of the monthly template after a change."""

    def faults(change: Callable[[Parts], None]) -> str:
        parts = unpack(look.template.read_bytes())
        change(parts)
        path = tmp_path / "own.docx"
        path.write_bytes(pack(parts))
        try:
            examine(path)
        except TemplateError as error:
            return str(error)
        return ""

    return faults


def _insert(xml: str, part: str = TEXT) -> Callable[[Parts], None]:
    """Put runs at the end of the first paragraph of a part."""

    def change(parts: Parts) -> None:
        parts[part] = parts[part].replace(b"</w:p>", f"{xml}</w:p>".encode(), 1)

    return change


def _relate(
    kind: str, target: str, part: str = TEXT, *, external: bool = True
) -> Callable[[Parts], None]:
    """Give a part a relation, used in its first paragraph."""
    kind = kind if "/" in kind else f"{OFFICE}/{kind}"
    mode = ' TargetMode="External"' if external else ""
    relation = f'<Relationship Id="evil" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'

    def change(parts: Parts) -> None:
        folder, _, file = part.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels".lstrip("/")
        old = parts.get(rels, f"{empty}</Relationships>".encode())
        parts[rels] = old.replace(b"</Relationships>", relation.encode())
        _insert(f'<w:hyperlink xmlns:r="{OFFICE}" r:id="evil"/>', part)(parts)

    return change


@pytest.mark.parametrize(
    ("kind", "target", "advice"),
    [
        ("image", "http://127.0.0.1:9/a.png", "insert the picture itself, not a link to it"),
        ("image", "file:///etc/hostname", "insert the picture itself, not a link to it"),
        ("attachedTemplate", "\\\\server\\share\\a.dotm", "attach Normal instead (Developer"),
        ("aFChunk", "http://127.0.0.1/a.html", "insert the text itself"),
        ("subDocument", "file:///c:/b.docx", "insert the text itself"),
        ("oleObject", "file:///c:/b.xlsx", "remove it in Word, or put a picture in its place"),
        ("frame", "http://127.0.0.1/", "remove it in Word, or put a picture in its place"),
        ("mailMergeSource", "file:///c:/b.xlsx", "remove it in Word, or put a picture"),
        ("hyperlink", "file:///c:/b.exe", "a link leads to http, https or mailto"),
        ("hyperlink", "javascript:alert(1)", "a link leads to http, https or mailto"),
        ("nobody/knows", "http://127.0.0.1/", "remove it in Word, or put a picture in its place"),
    ],
)
def test_a_relation_that_leads_out_is_refused(
    refused: Refused, kind: str, target: str, advice: str
) -> None:
    message = refused(_relate(kind, target.replace("&", "&amp;")))
    name = kind.rpartition("/")[2]
    assert message.startswith(
        f"own.docx: document, paragraph '{{{{ dealer }}}}': '{name}' leads to '{target}', which no "
        f"template may; {advice}"
    )


@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "aFChunk", "chart", "video"])
def test_an_embedded_object_is_refused(refused: Refused, kind: str) -> None:
    def change(parts: Parts) -> None:
        parts["word/embeddings/object1.bin"] = b"anything"
        _relate(kind, "embeddings/object1.bin", external=False)(parts)

    assert f"'{kind}' leads to 'word/embeddings/object1.bin', which no template may" in refused(
        change
    )


@pytest.mark.parametrize("part", ["word/header1.xml", "word/footer2.xml", "word/settings.xml"])
def test_every_part_is_looked_at(refused: Refused, part: str) -> None:
    def change(parts: Parts) -> None:
        _relate("attachedTemplate", "http://127.0.0.1:9/a.dotm", part)(parts)

    name = part.removeprefix("word/").removesuffix(".xml")
    message = refused(change)
    assert message.startswith(f"own.docx: {name}")
    assert "'attachedTemplate' leads to 'http://127.0.0.1:9/a.dotm', which no template" in message


@pytest.mark.parametrize("kind", ["glossaryDocument", "comments", "footnotes"])
def test_parts_of_their_own_are_looked_at_as_well(refused: Refused, kind: str) -> None:
    glossary = kind == "glossaryDocument"
    name = "glossary/document.xml" if glossary else f"{kind}.xml"
    content = "document.glossary" if glossary else kind
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    field = '<w:p><w:fldSimple w:instr="INCLUDETEXT c:/a.docx"><w:r/></w:fldSimple></w:p>'

    def change(parts: Parts) -> None:
        parts[f"word/{name}"] = f'<w:{kind} xmlns:w="{w}">{field}</w:{kind}>'.encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>",
            f'<Override PartName="/word/{name}" ContentType="application/vnd.openxmlformats-'
            f'officedocument.wordprocessingml.{content}+xml"/></Types>'.encode(),
        )
        _relate(kind, name, external=False)(parts)

    place = name.removesuffix(".xml")
    assert f"own.docx: {place}, paragraph 1: the field 'INCLUDETEXT' is not allowed" in refused(
        change
    )


def _code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def _field(*codes: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    result = f"{mark('separate')}<w:r><w:t>x</w:t></w:r>{mark('end')}"
    return mark("begin") + "".join(codes) + result


def _hidden(code: str) -> str:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = f'<mc:Choice Requires="zz">{code}</mc:Choice>'
    return f'<mc:AlternateContent xmlns:mc="{mc}">{choice}</mc:AlternateContent>'


_OLD_PICTURE = (
    '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://a/b"/></w:pict>'
    "</w:r>"
)


@pytest.mark.parametrize(
    ("xml", "fault"),
    [
        (_field(_code(" DDEAUTO c:\\cmd.exe ")), "the field 'DDEAUTO' is not allowed"),
        (_field(_code(" DD"), _code("E c:\\cmd.exe ")), "the field 'DDE' is not allowed"),
        (_field(_code(" ddeauto x ")), "the field 'ddeauto' is not allowed"),
        (_field(_code(" INCLUDEPICTURE http://127.0.0.1/a.png ")), "'INCLUDEPICTURE' is not allow"),
        (_field(_code(" DATABASE \\d x ")), "the field 'DATABASE' is not allowed"),
        (_field(_code(" MACROBUTTON x ")), "the field 'MACROBUTTON' is not allowed"),
        (_field(_code(" RD c:/a.docx ")), "the field 'RD' is not allowed"),
        (_field(_field(_code("QUOTE DDE")), _code(" x ")), "the field '' is not allowed"),
        (_field(_code(" IF "), _field(_code("INCLUDETEXT x"))), "'INCLUDETEXT' is not allowed"),
        (_field(_code(" PAGE "), _field(_code("DATE"))), "the field 'PAGE' holds another field"),
        (_field(_code(' HYPERLINK "file:///c:/a" ')), "the link leads to 'file:///c:/a'"),
        (_field(_hidden(_code("PAGE ")), _code("DDE x")), "a field whose code stands in pieces"),
        (_field(f'<w:del w:id="9">{_code("PAGE ")}</w:del>', _code("DDE")), "stands in pieces"),
        (_field(_code("{{ author }} ")), "the field '{{' is not allowed"),
        ('<w:fldSimple w:instr="LINK x"><w:r/></w:fldSimple>', "the field 'LINK' is not allowed"),
        (_OLD_PICTURE, "a drawing leads to 'http://a/b'"),
        ('<w:r><w:ffData><w:entryMacro w:val="x"/></w:ffData></w:r>', "'entryMacro' is not all"),
    ],
)  # fmt: skip
def test_what_reads_or_runs_something_is_refused(refused: Refused, xml: str, fault: str) -> None:
    message = refused(_insert(xml))
    assert message.startswith("own.docx: document, paragraph '{{ dealer }}")
    assert fault in message


@pytest.mark.parametrize(
    "code",
    [" PAGE ", " NUMPAGES \\* MERGEFORMAT ", ' HYPERLINK "https://a.cn/b" ',
     ' HYPERLINK  \\l "_x" ', " = 1 + 2 ", ' TITLE  "x" ', ' DATE \\@ "yyyy" '],
)  # fmt: skip
def test_fields_of_the_document_itself_are_allowed(refused: Refused, code: str) -> None:
    assert refused(_insert(_field(_code(code)))) == ""
    assert refused(_insert(_field(_code(" IF "), _field(_code(code)), _code(' = 1 "a"')))) == ""


def test_a_link_a_reader_may_click_is_allowed(refused: Refused) -> None:
    assert refused(_relate("hyperlink", "https://example.cn/a?b=1")) == ""


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "without macros (.docx)"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
         "save it as a Word document (.docx), not as a Word template"),
    ],
)  # fmt: skip
def test_a_document_with_macros_or_a_template_of_word_is_named(
    refused: Refused, content: str, advice: str
) -> None:
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

    def change(parts: Parts) -> None:
        name = "[Content_Types].xml"
        parts[name] = parts[name].replace(main, content.encode())

    message = refused(change)
    assert f"the part 'word/document.xml' (officeDocument) is of type '{content}'; " in message
    assert message.endswith(advice)


def test_a_locked_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(TemplateError, match=r"own\.docx: it is locked with a password; remove it"):
        examine(path)


def test_a_bomb_is_refused_before_it_is_unpacked(look: Look, tmp_path: Path) -> None:
    target = BytesIO(look.template.read_bytes())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/a.bin", bytes(5 << 20))
    path = tmp_path / "own.docx"
    path.write_bytes(target.getvalue())
    with pytest.raises(TemplateError, match=r"the part 'word/media/a\.bin' unpacks to 5 MB; open"):
        examine(path)


def test_a_document_type_is_refused(refused: Refused) -> None:
    def change(parts: Parts) -> None:
        declared = b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        parts[TEXT] = parts[TEXT].replace(b"?>", declared, 1)

    place = "own.docx: word/document.xml: "
    assert (
        refused(change) == f"{place}declares a document type; open it in Word and save it as .docx"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.docx")
    with pytest.raises(TemplateError, match=r"own\.docx: this is no file on a disk; save it from"):
        examine(tmp_path / "own.docx")


def test_many_faults_are_told_to_a_screenful(refused: Refused) -> None:
    many = _insert(_field(_code(" DDE x ")) * 500)
    assert len(refused(many).splitlines()) == 1, "the same fault in one paragraph is told once"
    other = "".join(
        f"</w:p><w:p><w:r><w:t>{n}</w:t></w:r>{_field(_code(' DDE '))}" for n in range(99)
    )
    assert len(refused(_insert(other)).splitlines()) == 20


def test_a_tag_of_spaces_without_end_takes_no_time(refused: Refused) -> None:
    assert "a tag that does not end" in refused(_insert(f"<w:r><w:t>{{%{' ' * 300000}</w:t></w:r>"))


def test_parts_nothing_refers_to_are_left_out(refused: Refused) -> None:
    def change(parts: Parts) -> None:
        parts["word/vbaProject.bin"] = b"macros"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", b'<Default Extension="bin" ContentType="x/y"/></Types>'
        )

    assert refused(change) == ""


def _svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\x89PNG\r\n\x1a\n", ""),
        (b"\xff\xd8\xff\xe0", ""),
        (_svg('<use href="#a"/>'), ""),
        (_svg('<g fill="url( #a )" style="b:url(\'#c\')"/>'), ""),
        (_svg("", '<?xml-stylesheet href="http://a"?>'), "something stands before the picture"),
        (_svg('<g style="fill:u\\72l(http://a)"/>'), "the picture leads to 'fill:"),
        (_svg('<image href="http://a/b.png"/>'), "the picture leads to 'http://a/b.png'"),
        (_svg('<style>@import "http://a"</style>'), "the picture leads to '@import"),
        (_svg('<rect fill="url(file:///a#b)"/>'), "the picture leads to 'url(file"),
        (_svg("<script>x</script>"), "the picture leads to 'x'"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "no picture of a known kind"),
        (b"%PDF-1.7", "no picture of a known kind"),
        (b"<html><img src='http://a'/></html>", "no picture of a known kind"),
    ],
)
def test_a_picture_is_known_by_its_bytes(data: bytes, fault: str) -> None:
    assert fault in picture_fault(data)
    assert bool(fault) == bool(picture_fault(data))
