/* On the home page: the titles of this day in other years. Without this script there is a link to all days. */
(function () {
  "use strict";
  var box = document.querySelector(".this-day");
  if (!box) return;
  /* The day where the archive is, whatever clock the reader has. */
  var now = new Date(Date.now() + box.dataset.zone * 60000);
  var month = now.getUTCMonth() + 1, day = now.getUTCDate();
  var two = function (number) { return (number < 10 ? "0" : "") + number; };
  var name = document.documentElement.lang === "vi"
    ? day + "/" + month
    : now.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", timeZone: "UTC" });

  window.hnThisDay = function (shown, days) {
    var entries = shown === month && days[day];
    var said = document.createElement("p");
    said.className = "count";
    said.textContent = (entries ? box.dataset.today : box.dataset.none).replace("{day}", name);
    var list = document.createElement("ol");
    list.className = "titles";
    (entries || []).forEach(function (entry) {
      var line = document.createElement("li"), link = document.createElement("a"), year = document.createElement("span");
      link.href = box.dataset.root + entry[2];
      link.textContent = entry[1];
      if (entry[3]) link.lang = entry[3];
      year.className = "count";
      year.textContent = entry[0];
      line.append(year, " ", link);
      list.append(line);
    });
    box.querySelector("h2").after(said, list);
    if (entries) box.querySelector("p:last-child a").href = box.dataset.scripts + two(month) + "-" + two(day) + ".html";
  };
  var script = document.createElement("script");
  script.src = box.dataset.scripts + two(month) + ".js";
  document.head.append(script);
})();
