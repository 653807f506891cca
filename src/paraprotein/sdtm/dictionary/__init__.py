"""What the standard and these rules say of columns: names of SDTM, columns that decide, what reads them."""
