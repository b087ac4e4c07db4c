"""The demonstration: the plan of thị xã Bỉm Sơn for 2020 with invented figures, made by the product's own deeds."""
