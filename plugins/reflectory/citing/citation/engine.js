/* What Python calls: citeproc-js (https://github.com/juris-m/citeproc-js) for one work at a time. */
"use strict";

var texts = {};
var works = {};
var engines = {};
var number = 0;

var system = {
  retrieveLocale: function (lang) { return texts[lang] || texts["en-US"]; },
  retrieveItem: function (id) { return works[id]; },
};

function addLocale(lang, text) {
  texts[lang] = text;
  return true;
}

function addStyle(name, lang, text) {
  engines[name] = new CSL.Engine(system, text, lang, true);
  return true;
}

/* Have every engine know one work and no other. */
function take(json) {
  number += 1;
  works = {};
  works[number] = Object.assign(JSON.parse(json), { id: number });
  for (var style in engines) engines[style].updateItems([number], true);
}

/* Return a work's entry in a list of references, in each style. */
function references(json) {
  var told = CSL.getAmbiguousCite;
  CSL.getAmbiguousCite = function () { return "alone"; }; // the key that tells works of a list apart takes long to make
  take(json);
  CSL.getAmbiguousCite = told;
  return JSON.stringify(Object.keys(engines).map(function (style) { return engines[style].makeBibliography()[1][0]; }));
}

/* Return what stands in the text for a work, and for a paragraph of it, in each style. */
function inText(json, paragraph) {
  take(json);
  return JSON.stringify(Object.keys(engines).map(function (style) {
    return [
      engines[style].makeCitationCluster([{ id: number }]),
      engines[style].makeCitationCluster([{ id: number, label: "paragraph", locator: paragraph }]),
    ];
  }));
}
