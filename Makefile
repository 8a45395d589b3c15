# Aliases for those who like make; everything is done by dev.py.
.PHONY: demo test check bench recount lock vendor

demo test check bench recount lock vendor:
	@python3 dev.py $@
