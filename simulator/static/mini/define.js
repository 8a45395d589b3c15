// Keeps each script of the mini-program as a function until it is required.

globalThis.modules = new Map();
globalThis.define = (name, make) => globalThis.modules.set(name, make);
