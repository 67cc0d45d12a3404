/* Find the page that an old address of the portal leads to now. The map is cut into shards, each a script that calls
   hnOldAddresses, so that it works from a disk too; `key` and `shard` are those of hn_archive/old_address.py. */
(function () {
  "use strict";
  var form = document.querySelector("form.finder");
  if (!form) return;
  var field = form.querySelector("input");
  var status = form.querySelector("[role=status]");
  var folder = form.action.replace(/[^/]*$/, "");
  var root = new URL(form.dataset.root, document.baseURI).href;

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (fault) { return text; }
  }

  function encoded(text) {
    try { return encodeURIComponent(text.normalize("NFC").toLowerCase().normalize("NFC")); } catch (fault) { return ""; }
  }

  function key(address) {
    var rest = address.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "").replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*|^[^/?#]+/i, "").replace(/#.*$/s, "");
    var cut = rest.indexOf("?");
    var path = cut < 0 ? rest : rest.slice(0, cut);
    var query = cut < 0 ? "" : rest.slice(cut + 1);
    var names = decoded(path).split("/").filter(Boolean).map(encoded);
    var pairs = query.split("&").filter(Boolean).map(function (pair) {
      var sign = pair.indexOf("=");
      var parts = sign < 0 ? [pair, ""] : [pair.slice(0, sign), pair.slice(sign + 1)];
      return parts.map(function (part) { return encoded(decoded(part.replace(/\+/g, " "))); }).join("=");
    }).filter(function (pair) { return !/^(?:utm_|fbclid=|gclid=)/.test(pair); });
    return "/" + names.join("/") + (pairs.length ? "?" + pairs.sort().join("&") : "");
  }

  function shard(text) { /* FNV-1a, its last eight bits */
    var hash = 0x811c9dc5;
    for (var place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
    return (hash & 0xff).toString(16).padStart(2, "0");
  }

  var maps = {};
  var question = 0;
  window.hnOldAddresses = function (number, map) { maps[number] = map; };

  /* Tell `answer` what was found: a page as [address, title], null for none, undefined where that could not be learnt. Only the
     latest question is answered. */
  function find(address, answer) {
    var asked = ++question;
    var wanted = key(address);
    var number = shard(wanted);

    function reply() {
      if (asked !== question) return;
      var map = maps[number];
      answer(map && (Object.prototype.hasOwnProperty.call(map, wanted) ? map[wanted] : null));
    }

    if (form.dataset.shards.split(" ").indexOf(number) < 0) maps[number] = {};
    if (maps[number]) {
      reply();
      return;
    }
    var script = document.createElement("script");
    script.onload = script.onerror = function () {
      script.remove();
      reply();
    };
    script.src = folder + number + ".js";
    document.head.appendChild(script);
  }

  function show(found) {
    status.textContent = found ? form.dataset.found + " " : found === null ? form.dataset.missing : form.dataset.failed;
    if (!found) return;
    var link = document.createElement("a");
    link.href = root + found[0];
    link.textContent = found[1];
    status.appendChild(link);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    find(field.value, show);
  });

  if (form.dataset.here === "search") {
    var asked = new URLSearchParams(location.search).get("q");
    if (asked) {
      field.value = asked;
      find(asked, show);
    }
    return;
  }
  /* The page for addresses that do not exist is shown at the very address that was asked for, on the old host or below this site. */
  var base = new URL(root).pathname;
  var whole = location.pathname + location.search;
  var below = whole.indexOf(base) === 0 ? "/" + whole.slice(base.length) : whole;
  find(location.href, function (found) {
    if (found) follow(found);
    else if (below !== whole) find(below, function (other) { if (other) follow(other); });
  });

  function follow(found) {
    show(found);
    location.replace(root + found[0]);
  }
})();
