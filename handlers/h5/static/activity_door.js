/* The door shows the code of the minute; the list takes a tick without loading anew; a poster prints. */
"use strict";

(() => {
  // The door: the code, the digits and who came, asked for again and again.
  const door = document.querySelector("[data-door]");
  if (door) {
    const part = (name) => door.querySelector(name);
    const bar = part("progress");
    let left = Number(door.dataset.left);

    const draw = (now) => {
      part(".door__open").hidden = Boolean(now.why);
      part("[data-why]").hidden = !now.why;
      part("[data-why]").textContent = now.why;
      part(".door__code").hidden = !now.svg;
      part("[data-with-code]").hidden = !now.svg;
      part("[data-without-code]").hidden = Boolean(now.svg);
      const shown = `${now.digits.slice(0, 3)} ${now.digits.slice(3)}`;
      if (part("[data-digits]").textContent !== shown) {
        part("[data-digits]").textContent = shown;
        part(".door__code").innerHTML = now.svg;
      }
      part("[data-arrived]").textContent = now.arrived;
      part("[data-expected]").textContent = now.expected;
      left = now.left;
    };
    const ask = async () => {
      try {
        const answer = await fetch(door.dataset.door, { credentials: "same-origin", cache: "no-store" });
        if (!answer.ok) throw new Error(answer.status);
        draw(await answer.json());
        part("[data-lost]").hidden = true;
      } catch {
        part("[data-lost]").hidden = false;
      }
      setTimeout(ask, 1000 * Math.max(1, Math.min(5, left + 1)));
    };
    setTimeout(ask, 1000 * Math.min(5, left + 1));
    setInterval(() => { left = Math.max(0, left - 1); bar.value = left; }, 1000);

    // The screen stays on while it is the door.
    const stay = () => {
      if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(() => {});
    };
    document.addEventListener("visibilitychange", stay);
    stay();
  }

  // The list: a tick is seen at once; what it did is asked for one after the other.
  let queue = Promise.resolve();
  let waiting = 0;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-tick]")) return;
    event.preventDefault();
    const row = form.querySelector("[aria-pressed]");
    const present = form.querySelector("[name=present]");
    const said = new URLSearchParams(new FormData(form));
    row.setAttribute("aria-pressed", String(said.get("present") === "1"));
    present.value = said.get("present") === "1" ? "0" : "1";
    waiting += 1;
    queue = queue.then(async () => {
      try {
        const answer = await fetch(form.action, { method: "POST", body: said, credentials: "same-origin" });
        const text = await answer.text();
        waiting -= 1;
        if (!answer.ok) throw new Error(answer.status);
        if (waiting === 0) show(text);
      } catch {
        location.assign(form.action.replace(/\/mark$/, ""));
      }
    });
  });
  const show = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const [now, then] = [document, fresh].map((whole) => whole.querySelector("[data-live]"));
    const filter = now.querySelector("[data-filter]");
    const words = filter ? filter.value : "";
    now.querySelector(".h5-figures").replaceWith(then.querySelector(".h5-figures"));
    now.querySelector("#guests").replaceChildren(...then.querySelector("#guests").children);
    if (words) for (const one of now.querySelector("#guests").children) one.hidden = !one.dataset.words.includes(words);
  };

  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
