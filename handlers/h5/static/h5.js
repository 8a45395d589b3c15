/* What the pages can do better where there is a script; each works without one. */
"use strict";

(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Back to the chat: in WeChat its window closes; a frame asks whoever holds it.
  const stay = document.querySelector("[data-stay]");

  const leave = () => {
    const held = window.parent !== window;
    if (window.WeixinJSBridge) {
      window.WeixinJSBridge.call("closeWindow");
    } else if (held) {
      window.parent.postMessage({ type: "tuan100:close" }, "*");
    } else if (/MicroMessenger/i.test(navigator.userAgent)) {
      document.addEventListener("WeixinJSBridgeReady", leave, { once: true });
    }
    setTimeout(() => { stay.hidden = false; }, window.WeixinJSBridge || held ? 1500 : 0);
  };

  if (stay) stay.hidden = true;
  for (const button of all("[data-close]")) {
    button.hidden = false;
    button.addEventListener("click", leave);
  }
  if (document.querySelector("[data-closes]")) setTimeout(leave, 1500);

  // Show what was typed into a password field.
  for (const button of all("[data-peek]")) {
    const field = document.getElementById(button.dataset.peek);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "隐藏" : "显示";
      field.focus();
    });
  }

  // What cannot be taken back is asked about first.
  for (const form of all("form[data-sure]")) {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.sure)) event.stopImmediatePropagation(), event.preventDefault();
    });
  }

  // A long list to tick from is filtered as one types.
  for (const box of all("[data-filter]")) {
    const rows = document.getElementById(box.dataset.filter).children;
    box.addEventListener("input", () => {
      const wanted = box.value.trim();
      for (const row of rows) row.hidden = !(row.dataset.words || "").includes(wanted);
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }

  // What was typed outlives a visit that has ended, and a page left by mistake; this tab alone keeps it.
  for (const form of all("form[data-keep]")) {
    const name = `kept:${location.pathname}:${form.id}`;
    const kept = (field) => field.name && field.name !== "csrf" && !["file", "hidden", "password"].includes(field.type);
    const fields = () => [...form.elements].filter(kept);
    const refused = document.querySelector(".h5-refused");
    const before = refused ? null : sessionStorage.getItem(name);
    if (before) {
      const said = new Map(JSON.parse(before));
      for (const field of fields()) {
        const values = said.get(field.name);
        if (!values) continue;
        if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
        else field.value = values[0];
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    form.addEventListener("input", () => {
      const said = new Map();
      for (const field of fields()) {
        const values = said.get(field.name) || [];
        if (!["checkbox", "radio"].includes(field.type) || field.checked) values.push(field.value);
        said.set(field.name, values);
      }
      sessionStorage.setItem(name, JSON.stringify([...said]));
    });
    // The page that follows a step tells that it was taken; until then the words stay.
    form.addEventListener("submit", () => sessionStorage.setItem("kept:sent", name));
  }
  if (document.querySelector(".h5-done")) {
    const sent = sessionStorage.getItem("kept:sent");
    if (sent) sessionStorage.removeItem(sent);
    sessionStorage.removeItem("kept:sent");
  }
  const wrong = document.querySelector(".h5-refused");
  if (wrong) wrong.focus();

  // A form goes out once: a second press would find the link used up.
  for (const form of all("form[data-once]")) {
    const button = form.querySelector("[data-busy]");
    const label = button.textContent;
    const busy = (on) => {
      button.disabled = on;
      button.textContent = on ? button.dataset.busy : label;
      form.setAttribute("aria-busy", String(on));
    };
    form.addEventListener("submit", (event) => {
      if (button.disabled) event.preventDefault();
      for (const field of form.querySelectorAll("[data-peek]")) {
        document.getElementById(field.dataset.peek).type = "password";
      }
      busy(true);
    });
    window.addEventListener("pageshow", () => busy(false));
  }

  // How good a new password is, in words; it never stands in the way.
  const counts = (text) => {
    const up = "0123456789".repeat(Math.ceil(text.length / 10) + 1);
    return up.includes(text) || [...up].reverse().join("").includes(text);
  };
  const judge = (text, least, username) => {
    if (!text) return "";
    if (text.length < least) return `还差 ${least - text.length} 位。`;
    if (text.toLowerCase().includes(username.toLowerCase())) return "里面有用户名,换一个。";
    if (new Set(text).size < 4 || counts(text)) return "太有规律了,容易被猜到。";
    return text.length < least + 4 ? "可以用,再长几位更稳妥。" : "很好。";
  };
  const hint = document.querySelector("[data-hint]");
  if (hint) {
    const [first, second] = [document.getElementById("new"), document.getElementById("again")];
    const tell = () => {
      const { least, username } = hint.dataset;
      const differ = second.value && !first.value.startsWith(second.value);
      hint.textContent = differ ? "两遍还不一样。" : judge(first.value, Number(least), username);
    };
    first.addEventListener("input", tell);
    second.addEventListener("input", tell);
  }

  // Copy the words of an invitation.
  const copy = async (place) => {
    try {
      await navigator.clipboard.writeText(place.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(place);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      if (!document.execCommand("copy")) throw new Error("not copied");
    }
  };
  for (const button of all("[data-copy]")) {
    const place = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", () => {
      copy(place).then(
        () => { button.textContent = button.dataset.done; },
        () => { button.textContent = "长按上面这句话来复制"; },
      );
    });
  }
})();
