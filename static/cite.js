/* Beside each record of a citation: copy it, or save it as a file. Without this script it stands there to be read. */
(function () {
  "use strict";
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

  function copy(text, made) {
    function done() {
      made.textContent = status.textContent = box.dataset.copied;
      setTimeout(function () {
        made.textContent = box.dataset.copy;
        status.textContent = "";
      }, 2000);
    }
    function byHand() { /* pages opened from a disk have no clipboard */
      var area = document.createElement("textarea");
      area.value = text;
      box.appendChild(area);
      area.select();
      var copied = document.execCommand("copy");
      area.remove();
      made.focus();
      if (copied) done();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
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
  sentence.after(button(box.dataset.copy, "", function (made) { copy(sentence.textContent, made); }));
  box.querySelectorAll("pre").forEach(function (record) {
    var format = record.previousElementSibling.textContent;
    record.after(
      button(box.dataset.copy, format, function (made) { copy(record.textContent, made); }),
      button(box.dataset.save, format, function () { save(record.textContent, record.dataset.file); })
    );
  });
})();
