/* 活动: what the pages can do better where there is a script; each works without one. */
"use strict";

(() => {
  const all = (selector, under = document) => [...under.querySelectorAll(selector)];

  // Signing up: a question that hangs on an answer shows once that answer is given.
  const questions = all(".act-question");
  const said = (box) => all("input, textarea", box)
    .filter((field) => field.checked || field.tagName === "TEXTAREA")
    .map((field) => field.value);
  const ask = () => {
    const shown = new Map();
    for (const box of questions) {
      const { key, after, is } = box.dataset;
      const asked = !after || (shown.get(after) || []).includes(is);
      box.hidden = !asked;
      for (const field of all("input, textarea", box)) field.disabled = !asked;
      if (asked) shown.set(key, said(box));
    }
  };
  if (questions.length) {
    for (const words of all(".act-when")) words.hidden = true;
    document.addEventListener("change", ask);
    ask();
  }

  const form = document.getElementById("activity");
  if (!form) return;
  const field = (name) => form.elements[name];

  // Enter on a phone's keyboard must not publish what is half written.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });

  // The deadline moves with the start, as long as nobody has set it.
  const minutes = (text) => Date.parse(`${text}Z`) / 60000;
  const start = () => (field("day").value && field("from").value ? minutes(`${field("day").value}T${field("from").value}`) : NaN);
  const nights = () => Number(field("nights").value);
  // Up to six in the morning an end before the start is the next day's.
  const end = () => {
    const at = minutes(`${field("day").value}T${field("to").value}`) + 1440 * nights();
    return !nights() && at <= start() && field("to").value <= "06:00" ? at + 1440 : at;
  };
  const clock = (at) => new Date(at * 60000).toISOString().slice(0, 16);
  let began = start();
  let ended = end();
  let own = false;
  field("deadline").addEventListener("input", () => { own = true; });
  const follow = (event) => {
    const now = start();
    if (Number.isNaN(now)) return;
    if (event.target !== field("to") && !Number.isNaN(began)) {
      const due = minutes(field("deadline").value);
      if (!own && !Number.isNaN(due)) field("deadline").value = clock(due + now - began);
      if (event.target === field("from") && !Number.isNaN(ended)) {
        const later = clock(ended + now - began);
        if (!nights() && (later.slice(0, 10) === field("day").value || later.slice(11) <= "06:00")) field("to").value = later.slice(11);
      }
    }
    [began, ended] = [now, end()];
  };
  for (const name of ["day", "from", "to"]) field(name).addEventListener("change", follow);

  // What is wrong is said at once, in the words in which the form would be refused.
  const told = form.querySelector("[data-wrong]");
  const wrong = () => {
    const now = minutes(form.dataset.now);
    if (start() <= now) return "开始的时间已经过了,换一天。";
    if (end() <= start()) return "结束要晚于开始。";
    if (minutes(field("deadline").value) > start()) return "报名截止要在开始之前。";
    if (minutes(field("deadline").value) <= now) return "报名截止的时间已经过了。";
    if (field("seats").value && Number(field("seats").value) < 1) return "至少要有 1 个名额。";
    const [least, most] = [field("least_age").value, field("most_age").value];
    if (least && most && Number(least) > Number(most)) return "最小的年龄比最大的还大。";
    return "";
  };
  const tell = () => {
    told.textContent = wrong();
    told.hidden = !told.textContent;
  };
  form.addEventListener("change", tell);

  // Each folded part says what stands in it.
  const now = (id, words) => { document.querySelector(`#${id} .act-fold__now`).textContent = words; };
  const say = () => {
    const date = new Date(`${field("day").value}T00:00Z`);
    form.querySelector("[data-day]").textContent = Number.isNaN(date.getTime()) ? ""
      : `周${"日一二三四五六"[date.getUTCDay()]}`;
    const days = Math.round((Date.parse(`${clock(end() || 0).slice(0, 10)}Z`) - date) / 86400000);
    form.querySelector("[data-end]").textContent = end() > start() && days > 0 ? `第 ${days + 1} 天结束` : "";
    const mode = form.querySelector("[name=mode]:checked + span");
    const due = field("deadline").value;
    const [, month, day] = due.slice(0, 10).split("-").map(Number);
    now("fold-sign", `${mode ? mode.textContent : ""} · ${due ? `${month} 月 ${day} 日 ${due.slice(11, 16)} 截止` : "开始前截止"}`);
    now("fold-about", field("about").value.trim() ? "写了" : "没写");
    const asked = rows.filter((row) => text(row).value.trim()).length;
    now("fold-form", asked ? `${asked} 个问题` : "不问");
    const limits = all("#fold-audience :checked").length
      + ["least_age", "most_age", "tags"].filter((name) => field(name).value.trim()).length;
    now("fold-audience", limits ? `限了 ${limits} 样` : "大家");
  };

  // Questions: a row is added or taken away; what a row does not need is not shown.
  const rows = all("[data-row]", form);
  const text = (row) => row.querySelector("[name^=q-text-]");
  const part = (row, name) => row.querySelector(`[name^=q-${name}-]`);
  const add = form.querySelector("[data-add]");
  const choices = (row) => {
    const sort = part(row, "sort").value;
    if (sort === "yesno") return ["是", "否"];
    return sort === "text" ? [] : part(row, "options").value.split("\n").map((s) => s.trim()).filter(Boolean);
  };
  const fit = () => {
    for (const row of rows) {
      row.querySelector("[data-options]").hidden = !["one", "many"].includes(part(row, "sort").value);
      const when = part(row, "when");
      if (!when) continue;
      if (when.value && rows[Number(when.value) - 1].hidden) when.value = "";
      row.querySelector(".act-row__if").hidden = !rows.slice(0, rows.indexOf(row)).some((r) => choices(r).length);
      row.querySelector("[data-is]").hidden = !when.value;
      const may = when.value ? choices(rows[Number(when.value) - 1]) : [];
      row.querySelector("datalist").replaceChildren(...may.map((words) => new Option(words, words)));
    }
    add.hidden = !rows.some((row) => row.hidden);
  };
  for (const row of rows) {
    row.hidden = !text(row).value.trim();
    const drop = row.querySelector("[data-drop]");
    drop.hidden = false;
    drop.addEventListener("click", () => {
      for (const name of ["text", "options", "when", "is", "key"]) {
        const one = part(row, name);
        if (one) one.value = "";
      }
      row.hidden = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      fit();
      say();
      add.focus();
    });
  }
  add.addEventListener("click", () => {
    const row = rows.find((one) => one.hidden);
    row.hidden = false;
    fit();
    text(row).focus();
  });
  form.addEventListener("change", () => { fit(); say(); });
  fit();
  say();
  tell();
})();
