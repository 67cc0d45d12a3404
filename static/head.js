/* Before anything is painted: the scheme that the reader chose, and what scripts may show. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("scripts");
  if (navigator.share) root.classList.add("can-share");

  /* Fonts are asked for before the stylesheet is read, so that they are there for the first paint; files on a disk need no asking. */
  var here = document.currentScript.src;
  if (/^http/.test(here)) {
    ["latin-400", "latin-700", "vietnamese-400", "vietnamese-700"].forEach(function (name) {
      var link = document.createElement("link");
      link.rel = "preload";
      link.as = "font";
      link.type = "font/woff2";
      link.crossOrigin = "";
      link.href = here.replace(/head\.js.*$/, "fonts/noto-serif-" + name + "-normal.woff2");
      document.head.appendChild(link);
    });
  }

  function chosen() {
    try { return localStorage.getItem("hn-scheme"); } catch (refused) { return null; }
  }
  var scheme = chosen();
  if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;

  function load(name) {
    var script = document.createElement("script");
    script.src = here.replace(/head\.js.*$/, name);
    document.head.appendChild(script);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var field = document.querySelector(".search-field input");
    if (field) field.addEventListener("focus", function () { load("suggest.js"); }, { once: true });
    var button = document.querySelector(".theme-switch");
    if (!button) return;
    button.addEventListener("click", function () {
      var system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      var next = (root.dataset.scheme || system) === "dark" ? "light" : "dark";
      /* the reader who goes back to what the system has follows the system again */
      if (next === system) delete root.dataset.scheme;
      else root.dataset.scheme = next;
      try {
        if (next === system) localStorage.removeItem("hn-scheme");
        else localStorage.setItem("hn-scheme", next);
      } catch (refused) { /* the choice holds for this page alone */ }
    });
  });
})();
