"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("js");

  // Theme: the system's, unless a choice was made here.
  function remember(value) { try { localStorage.setItem("ucp-assay-theme", value); } catch (ignored) {} }
  function remembered() { try { return localStorage.getItem("ucp-assay-theme"); } catch (ignored) { return null; } }
  if (remembered()) { root.dataset.theme = remembered(); }
  document.getElementById("theme").addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember(root.dataset.theme);
  });

  // Filters: a search text and the verdicts shown.
  function filter(box) {
    var list = document.getElementById(box.dataset.filter + "-list");
    var input = box.querySelector("input");
    var chips = Array.from(box.querySelectorAll(".chip"));
    var items = Array.from(list.querySelectorAll(".item")).map(function (node) {
      return { node: node, kind: node.dataset.kind, text: node.textContent.toLowerCase() };
    });
    function apply() {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var on = chips.filter(function (chip) { return chip.getAttribute("aria-pressed") === "true"; })
        .map(function (chip) { return chip.dataset.kind; });
      var shown = 0;
      items.forEach(function (item) {
        var match = on.includes(item.kind) && words.every(function (word) { return item.text.includes(word); });
        item.node.hidden = !match;
        if (match) { shown += 1; }
      });
      list.querySelectorAll(".group").forEach(function (group) {
        group.hidden = !group.querySelector(".item:not([hidden])");
      });
      box.querySelector(".shown").textContent = shown === items.length
        ? "all " + shown + " shown" : shown + " of " + items.length + " shown";
    }
    chips.forEach(function (chip) {
      chip.addEventListener("click", function () {
        chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") === "true" ? "false" : "true");
        apply();
      });
    });
    input.addEventListener("input", apply);
    input.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { input.value = ""; apply(); }
    });
    apply();
    return { list: list, input: input, reveal: function () {
      input.value = "";
      chips.forEach(function (chip) { chip.setAttribute("aria-pressed", "true"); });
      apply();
    } };
  }
  var filters = Array.from(document.querySelectorAll("[data-filter]")).map(filter);

  // A link to something folded or filtered away shows it.
  function show() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    filters.forEach(function (one) {
      if (one.list.contains(target) && target.closest("[hidden]")) { one.reveal(); }
    });
    if (target.tagName === "DETAILS") { target.open = true; }
    target.scrollIntoView();
  }
  addEventListener("hashchange", show);
  show();

  addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && filters.length) {
      event.preventDefault();
      filters[0].input.focus();
      filters[0].input.scrollIntoView({ block: "center" });
    }
  });

  // Copy buttons.
  document.querySelectorAll(".copy").forEach(function (button) {
    button.addEventListener("click", function () {
      var pre = button.closest(".curl").querySelector("pre");
      function done(word) {
        button.textContent = word;
        setTimeout(function () { button.textContent = "Copy"; }, 1500);
      }
      function byHand() {
        var range = document.createRange();
        range.selectNodeContents(pre);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        done(document.execCommand("copy") ? "Copied" : "Press Ctrl+C");
      }
      if (navigator.clipboard) {
        navigator.clipboard.writeText(pre.textContent).then(function () { done("Copied"); }, byHand);
      } else { byHand(); }
    });
  });

  // Paper shows what the screen folds: the evidence of each finding.
  var opened = [];
  addEventListener("beforeprint", function () {
    document.querySelectorAll(".finding details:not([open])").forEach(function (one) {
      one.open = true;
      opened.push(one);
    });
  });
  addEventListener("afterprint", function () {
    opened.splice(0).forEach(function (one) { one.open = false; });
  });
})();
