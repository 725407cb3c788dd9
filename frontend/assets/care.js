// Care mode: larger words and targets by one tap, remembered on this device. Runs before the page is drawn, so that
// nothing jumps; written for the oldest browsers, whose owners need it most.
(function () {
  var NAME = "nuannan.care", root = document.documentElement, chosen = false;
  try { chosen = localStorage.getItem(NAME) === "1"; } catch (shut) { /* for this page only */ }

  function apply() {
    root.className = chosen ? "care" : "";
  }

  apply();
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("care");
    button.hidden = false;
    button.addEventListener("click", function () {
      chosen = !chosen;
      apply();
      try { localStorage.setItem(NAME, chosen ? "1" : "0"); } catch (shut) { /* for this page only */ }
    });
  });
})();
