# Aliases for those who like make; everything is done by dev.py.
.PHONY: demo test check bench lock vendor

demo test check bench lock vendor:
	@python3 dev.py $@
