// What every page of the console does by itself: keys, forms sent once, ticked rows.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  let going = null;

  // What stands above each printed page: the browser takes it from here (see @page).
  document.documentElement.style.setProperty("--c-printed", JSON.stringify(document.body.dataset.printed ?? ""));
  // A step that was refused: whoever does not see the page hears why, and goes on from there.
  const refused = one(".c-main > .alert-danger");
  if (refused) { refused.tabIndex = -1; refused.focus(); }

  // Back to a list as it was looked at: its filters stand in the address, and are kept for this tab.
  const keep = () => { if (one("#list")) sessionStorage.setItem(`list ${location.pathname}`, location.search); };
  keep();
  document.addEventListener("htmx:pushedIntoHistory", keep);
  all("a[data-list]").forEach((link) => {
    const asked = sessionStorage.getItem(`list ${new URL(link.href).pathname}`);
    if (asked && !new URL(link.href).search) link.href += asked;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    // The filters may have changed since the page came: the list alone was fetched anew.
    const asked = form.elements.namedItem("asked");
    if (asked) asked.value = location.search.slice(1);
    if (form.dataset.sure && !window.confirm(form.dataset.sure)) {
      event.preventDefault();
      return;
    }
    if (!("once" in form.dataset)) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
  });
  // Back from the next page the form may be sent again.
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  const help = () => { const list = one("#c-keys"); if (list) { list.open ? list.close() : list.showModal(); } };
  const shut = () => all("details.c-take[open], details.c-menu[open]").forEach((one) => { one.open = false; });
  document.addEventListener("click", (event) => {
    all("details.c-take[open]").forEach((one) => { if (!one.contains(event.target)) one.open = false; });
    if (event.target.closest("[data-keys]")) help();
    if (event.target.closest("[data-back]")) history.back();
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-full]")) document.documentElement.requestFullscreen?.();
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
  });

  // Ticked rows: a bar says how many, and `data-all` ticks them all.
  const count = () => {
    const ticked = all("input[data-tick]:checked").length;
    all("[data-bulk]").forEach((bar) => {
      bar.classList.toggle("c-on", ticked > 0);
      const said = one("[data-ticked]", bar);
      if (said) said.textContent = ticked;
    });
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-all]")) {
      all("input[data-tick]").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("input[data-all], input[data-tick]")) count();
  });
  document.addEventListener("htmx:afterSwap", count);

  const rows = () => all("table.c-table tbody tr");
  const cursor = () => rows().findIndex((row) => row.classList.contains("c-cursor"));
  const move = (step) => {
    const list = rows();
    if (!list.length) return;
    const at = Math.min(Math.max(cursor() + step, 0), list.length - 1);
    list.forEach((row, n) => row.classList.toggle("c-cursor", n === at));
    list[at].scrollIntoView({ block: "nearest" });
    // Tab goes on from here, to the buttons of this row.
    one("a[href], button, input", list[at])?.focus({ preventScroll: true });
  };
  const open = () => {
    const row = rows()[cursor()];
    const link = row && (one("a[href]", row));
    if (link) link.click();
  };
  const tick = () => {
    const row = rows()[cursor()];
    const box = row && one("input[data-tick]", row);
    if (box) { box.checked = !box.checked; count(); }
  };
  const keys = {
    "/": () => one("[data-search]")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    Enter: open,
    x: tick,
    n: () => one("[data-next]")?.click(),
    p: () => one("[data-first]")?.click(),
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, button, a, summary, [contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.method === "post") {
      event.preventDefault();
      event.target.form.requestSubmit(one("button:not([type=button])", event.target.form));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") shut();
    if (typing && !(typing.matches("a, button, summary, input[type=checkbox]") && event.key !== "Enter" && event.key !== " ")) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    if (going) {
      if (!/^\d$/.test(event.key)) { clearTimeout(going.timer); going = null; return; }
      event.preventDefault();
      going.said += event.key;
      const entries = all(".c-nav a:not(.c-brand)");
      const go = () => { entries[Number(going?.said) - 1]?.click(); going = null; };
      clearTimeout(going.timer);
      // A second figure may follow the 1 of 10 to 14.
      if (Number(going.said) * 10 <= entries.length) going.timer = setTimeout(go, 600);
      else go();
      return;
    }
    if (event.key === "g") {
      going = { said: "", timer: setTimeout(() => { going = null; }, 1500) };
      return;
    }
    const act = keys[event.key];
    if (act && (event.key !== "Enter" || cursor() >= 0)) { event.preventDefault(); act(); }
  });
})();
