/* Under a search field: the categories, tags, sources and authors whose names begin as what is typed, accents or not. Loaded when a field
   is first used; without it the field only searches. */
(() => {
  "use strict";
  const form = document.querySelector("form.search-field");
  const field = form.elements.q, root = form.dataset.root;
  const MOST = 8;
  const box = document.createElement("ul");
  let known = [], chosen = -1;

  box.className = "suggestions";
  box.id = "hn-suggestions";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", field.labels[0].textContent);
  box.hidden = true;
  form.append(box);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", box.id], ["aria-expanded", "false"]]) {
    field.setAttribute(name, value);
  }

  function load(address) {
    return new Promise((resolve) => {
      const script = document.createElement("script");
      script.onload = script.onerror = resolve;
      script.src = address;
      document.head.append(script);
    });
  }

  function close() {
    box.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  /* Each word that is typed begins a word of the name. */
  function fits(name, typed) {
    const there = window.hnWords.words(name).map(window.hnWords.folded);
    return typed.every((word) => there.some((other) => other.startsWith(word)));
  }

  function show() {
    if (!window.hnWords) return; /* not there yet; it shows when it is */
    const typed = window.hnWords.words(field.value).map(window.hnWords.folded);
    const found = typed.length ? known.filter(([name]) => fits(name, typed)).slice(0, MOST) : [];
    box.replaceChildren(...found.map(([name, address], place) => {
      const line = document.createElement("li");
      line.id = `hn-suggestion-${place}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.textContent = name;
      line.onmousedown = (event) => event.preventDefault(); /* the field keeps the focus */
      line.onclick = () => { location.href = root + address; };
      return line;
    }));
    close();
    box.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!box.hidden));
  }

  function choose(step) {
    const lines = [...box.children];
    chosen = chosen + step < -1 ? lines.length - 1 : chosen + step === lines.length ? -1 : chosen + step; /* -1 is the field itself */
    lines.forEach((line, place) => line.setAttribute("aria-selected", String(place === chosen)));
    if (lines[chosen]) field.setAttribute("aria-activedescendant", lines[chosen].id);
    else field.removeAttribute("aria-activedescendant");
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "ArrowDown") choose(1);
    else if (event.key === "ArrowUp") choose(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && box.children[chosen]) box.children[chosen].click();
    else return;
    event.preventDefault();
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });

  window.hnSearch = (name, content) => { known = content; };
  const here = document.querySelector("script[src*='static/head.js']").src.replace(/head\.js.*$/, "");
  Promise.all([load(`${here}search-words.js`), load(`${new URL(form.dataset.index, document.baseURI)}suggestions.js`)]).then(() => { if (field.value) show(); });
})();
