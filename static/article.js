/* An article's tools: print, share, copy its address; copy or save its citation; and where it was found by a search, its words are marked.
   Without this script, what is copied stands there. */
(function () {
  "use strict";
  var tools = document.querySelector(".tools");
  if (!tools) return;
  var told = tools.querySelector("[role=status]");
  var canonical = document.querySelector("link[rel=canonical]");
  var address = canonical ? canonical.href : location.href.split("#")[0];

  var searched = /^#q=(.*)/.exec(location.hash);
  if (searched) {
    var words = document.createElement("script");
    words.src = document.querySelector("script[src*='static/article.js']").src.replace(/article\.js.*$/, "search-words.js");
    words.onload = function () { markWords(decoded(searched[1])); };
    document.head.appendChild(words);
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (fault) { return text; }
  }

  /* Mark the words of a question wherever the search looks for them: title, lead, text, captions, author, source, tags. */
  function markWords(text) {
    var question = window.hnWords.parse(text).words;
    if (!question.length) return;
    var body = document.querySelector("article").textContent;
    var strict = question.every(function (word) { return window.hnWords.pieces(body, [word], true).length > 1; });
    var parts = ["h1", ".lead", ".body", ".article-figure figcaption", ".article-authors", ".article-source", ".article-tags"];
    document.querySelectorAll(parts.map(function (part) { return ".article " + part; })).forEach(function (part) {
      var walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      nodes.forEach(function (node) {
        if (window.hnWords.pieces(node.data, question, strict).length < 2) return;
        var marked = document.createDocumentFragment();
        window.hnWords.mark(marked, node.data, question, strict);
        node.replaceWith(marked);
      });
    });
    var first = document.querySelector(".article .body mark");
    if (first && !document.querySelector(".article h1 mark, .article .lead mark")) first.scrollIntoView({ block: "center" });
  }

  var acts = {
    print: function () { window.print(); },
    share: function () {
      navigator.share({ title: document.querySelector("h1").textContent, url: address }).catch(function () { /* given up */ });
    },
    copy: function () { copy(address, function () { say(told, tools.dataset.copied); }); }
  };
  tools.querySelectorAll("[data-do]").forEach(function (button) {
    button.addEventListener("click", acts[button.dataset.do]);
  });

  function say(place, words) {
    place.textContent = words;
    setTimeout(function () { place.textContent = ""; }, 2000);
  }

  function copy(text, done) {
    function byHand() { /* pages opened from a disk have no clipboard */
      var before = document.activeElement;
      var area = document.createElement("textarea");
      area.value = text;
      tools.appendChild(area);
      area.select();
      var copied = document.execCommand("copy");
      area.remove();
      before.focus();
      if (copied) done();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }

  var box = document.querySelector("details.cite");
  if (!box) return;

  var status = document.createElement("p");
  status.setAttribute("role", "status");
  box.appendChild(status);

  function button(label, what, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    if (what) made.setAttribute("aria-label", label + " " + what);
    made.addEventListener("click", function () { act(made); });
    return made;
  }

  function cited(text, made) {
    copy(text, function () {
      made.textContent = box.dataset.copied;
      say(status, box.dataset.copied);
      setTimeout(function () { made.textContent = box.dataset.copy; }, 2000);
    });
  }

  function save(text, name) {
    var lines = name.endsWith(".ris") ? text.replace(/\n/g, "\r\n") : text; /* as the format has them */
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  var sentence = box.querySelector(".cite-text");
  sentence.after(button(box.dataset.copy, "", function (made) { cited(sentence.textContent, made); }));
  box.querySelectorAll("pre").forEach(function (record) {
    var format = record.previousElementSibling.textContent;
    record.after(
      button(box.dataset.copy, format, function (made) { cited(record.textContent, made); }),
      button(box.dataset.save, format, function () { save(record.textContent, record.dataset.file); })
    );
  });
})();
