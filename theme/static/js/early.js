// Runs before the page is painted, so that a remembered choice does not flash; switches.js does the rest.
(function () {
  var root = document.documentElement;
  root.classList.remove("no-js");
  try {
    var light = localStorage.getItem("reflectory.light");
    if (light === "dark" || light === "light") root.dataset.light = light;
    if (localStorage.getItem("reflectory.terms") === "off") root.dataset.terms = "off";
  } catch (error) {
    // Storage may be forbidden; the page is as the reader's system asks then.
  }
})();
