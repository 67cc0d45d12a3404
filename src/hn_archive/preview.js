// Stands at the end of each page of a preview: does what the server says when files change, and shows what is wrong with the site.
"use strict";
(() => {
  const script = document.currentScript;
  const own = script.src.replace(/[^/]*$/, "");
  const seen = new URLSearchParams(Object.entries(script.dataset).map(([name, value]) => [name, decodeURIComponent(value)]));

  const box = document.createElement("aside");
  box.id = "hn-preview";
  const shadow = box.attachShadow({ mode: "open" });
  for (const place of [shadow, document.head]) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = own + "preview.css";
    place.append(link);
  }
  const panel = made("div", "hn-preview-panel");
  panel.setAttribute("role", "status");
  shadow.append(panel);
  document.body.append(box);
  let isOpen = null; // until somebody opens or closes it, it is open where there are errors

  function made(name, kind, text) {
    const element = document.createElement(name);
    if (kind) element.className = kind;
    if (text) element.textContent = text;
    return element;
  }

  function filled(words, values) {
    return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function list(news) {
    const rows = made("ol");
    for (const problem of news.problems) {
      const row = made("li", problem.severity);
      const place = [problem.path, problem.line, problem.column].filter(Boolean).join(":");
      if (place) row.append(made("code", "place", place));
      row.append(made("p", "message", problem.message), made("p", "hint", problem.hint));
      rows.append(row);
    }
    if (news.more) rows.append(made("li", "more", filled(news.words["preview more"], { count: news.more })));
    return rows;
  }

  function show(news) {
    const words = news.words;
    const errors = news.problems.filter((problem) => problem.severity === "error").length;
    const warnings = news.problems.length - errors + news.more;
    const parts = [];
    const status = news.unpublished[location.pathname];
    if (status) parts.push(made("p", "mark", filled(words["preview unpublished"], { status: words["status " + status] })));
    if (news.fault) parts.push(made("p", "fault", filled(words["preview fault"], { fault: news.fault })));
    if (news.problems.length) {
      const button = made("button", errors ? "errors" : "warnings", filled(words["preview problems"], { errors, warnings }));
      const opened = isOpen === null ? news.failed : isOpen;
      button.type = "button";
      button.setAttribute("aria-expanded", opened);
      button.addEventListener("click", () => {
        isOpen = !opened;
        show(news);
        shadow.querySelector("button").focus();
      });
      parts.push(button);
      if (opened && news.failed) parts.push(made("p", "old", words["preview old"]));
      if (opened) parts.push(list(news));
    }
    if (news.building) parts.push(made("p", "building", words["preview building"]));
    panel.replaceChildren(...parts);
    box.hidden = !parts.length;
    mark(news);
  }

  // Links to what readers do not see yet say so.
  function mark(news) {
    for (const old of document.querySelectorAll(".hn-preview-mark")) old.remove();
    for (const link of document.querySelectorAll("a[href]")) {
      const status = link.origin === location.origin && link.textContent.trim() && news.unpublished[decodeURI(link.pathname)];
      if (status) link.append(made("small", "hn-preview-mark", news.words["status " + status]));
    }
  }

  function restyle() {
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      const fresh = link.cloneNode();
      fresh.href = link.href.replace(/[?#].*$/, "") + "?" + Date.now();
      fresh.addEventListener("load", () => link.remove());
      link.after(fresh);
    }
  }

  let stream = null;
  function listen() {
    stream = new EventSource(own + "events?" + seen);
    stream.addEventListener("message", (event) => {
      const news = JSON.parse(event.data);
      if (news.act === "reload") location.reload();
      else if (news.act === "go") location.replace(news.to);
      else {
        if (news.act === "styles") restyle();
        seen.set("styles", news.styles);
        show(news);
      }
    });
  }

  // Browsers hold few connections to one server: a page that nobody sees gives its own back, and asks again when it is seen.
  function follow() {
    if (document.hidden && stream) {
      stream.close();
      stream = null;
    } else if (!document.hidden && !stream) listen();
  }
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => stream && stream.close());
  follow();
})();
