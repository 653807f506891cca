"""Response in multiple myeloma: the first measurable of several markers decides."""
