// Runs before the page is painted, so that no remembered choice shows late; settings.js does the rest.
(function (root) {
  root.classList.remove("no-js");
  try {
    ["light", "size", "spacing", "terms"].forEach(function (name) {
      var choice = localStorage.getItem("reflectory." + name);
      if (choice) root.dataset[name] = choice;
    });
  } catch (error) {
    // Storage may be forbidden; the page is as the reader's system asks then.
  }
})(document.documentElement);
