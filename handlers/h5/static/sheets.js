/* Excel files: how far one is, second by second; and too large ones are told before they travel. */
"use strict";

(() => {
  const box = document.querySelector("[data-state]");
  if (box) {
    const [words, bar] = [box.querySelector("[data-words]"), box.querySelector("progress")];
    let missed = 0;
    const look = async () => {
      try {
        const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } });
        if (!answer.ok) { location.reload(); return; }
        const state = await answer.json();
        missed = 0;
        words.textContent = state.words;
        if (state.total) { bar.max = state.total; bar.value = state.done; }
        if (!state.working) { location.reload(); return; }
      } catch {
        missed += 1;
        if (missed > 2) words.textContent = "网络断了一下,后台还在做。连上后这里会接着走。";
      }
      setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
  }

  for (const field of document.querySelectorAll("input[type=file][data-most]")) {
    const note = document.getElementById(field.getAttribute("aria-describedby"));
    const usual = note.textContent;
    field.addEventListener("change", () => {
      const file = field.files[0];
      let wrong = "";
      if (file && file.size > Number(field.dataset.most)) wrong = "文件超过 5 MB 了。图片和多余的工作表删掉,或者分成几个文件再传。";
      else if (file && !/\.xlsx$/i.test(file.name)) wrong = "要 .xlsx 文件。别的格式用 Excel 或 WPS 另存为 .xlsx。";
      field.setCustomValidity(wrong);
      note.textContent = wrong || usual;
      note.classList.toggle("sheet-file__note_wrong", Boolean(wrong));
    });
  }
})();
