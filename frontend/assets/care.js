// Care mode: larger words and targets by one tap, remembered on this device. Runs before the page is drawn, so that
// nothing jumps; written for the oldest browsers, whose owners need it most. CloudFront compresses no file under 1,000 bytes, and these
// words bring this one over them: it travels as some 530 bytes, where without them it would be 819 (infra/decisions/0073).
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
