"""The month of a store on one page: its key figures, the best and worst of them, its decisions."""
