// Accessibility checks that need a rendered page: contrast (WCAG 2.1, 1.4.3), headings, names, tables, ids, links.
const problems = [];
const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const parse = (color) => {
  const parts = color.match(/[\d.]+/g).map(Number);
  return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
};
const luminance = (rgb) => rgb.map((value) => channel(value / 255))
  .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
const contrast = (one, two) => {
  const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const behind = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const { rgb, alpha } = parse(getComputedStyle(one).backgroundColor);
    if (alpha === 1) return rgb;
  }
  return [255, 255, 255];
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  const box = element.getBoundingClientRect();
  if (!texts.currentNode.data.trim() || !box.width || box.right < 0 || ["STYLE", "DESC", "desc", "TITLE", "title"].includes(element.tagName)) continue;
  const style = getComputedStyle(element);
  const ink = element instanceof SVGElement ? style.fill : style.color;
  if (!ink.startsWith("rgb")) { problems.push(`no colour: ${ink} ${texts.currentNode.data}`); continue; }
  const ratio = contrast(parse(ink).rgb, behind(element));
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) problems.push(`contrast ${ratio.toFixed(2)}: ${texts.currentNode.data.trim().slice(0, 40)}`);
}
let level = 0;
for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) problems.push(`heading jumps to ${next}: ${heading.textContent}`);
  if (!heading.textContent.trim()) problems.push("empty heading");
  level = next;
}
if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");
if (!document.documentElement.lang) problems.push("no language");
if (!document.title) problems.push("no title");
if (document.querySelectorAll("main").length !== 1) problems.push("not one main");
for (const image of document.querySelectorAll("svg")) {
  const named = image.getAttribute("aria-label") || image.getAttribute("aria-labelledby");
  if (!named && !image.closest("[aria-hidden=true]")) problems.push("svg without a name");
}
for (const table of document.querySelectorAll("table")) {
  if (![...table.querySelectorAll("thead th")].every((cell) => cell.scope === "col" && cell.textContent.trim())) problems.push("table head");
}
for (const one of document.querySelectorAll("[aria-labelledby]")) {
  for (const id of one.getAttribute("aria-labelledby").split(" ")) if (!document.getElementById(id)) problems.push(`no label ${id}`);
}
for (const part of document.querySelectorAll("[role=region], [tabindex]")) {
  if (!part.getAttribute("aria-label")) problems.push("region without a name");
}
for (const link of document.querySelectorAll("a")) {
  const target = link.getAttribute("href");
  if (target.startsWith("#") ? !document.getElementById(target.slice(1)) : !target.startsWith("https://")) problems.push(`link ${target}`);
  if (!link.textContent.trim()) problems.push("link without text");
}
const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) problems.push(`id twice: ${id}`);
for (const one of document.querySelectorAll("script, iframe, object, embed, link, img, form, [onclick], [onload]")) problems.push(one.outerHTML.slice(0, 80));
if (document.documentElement.scrollWidth > window.innerWidth) problems.push(`wider than the window: ${document.documentElement.scrollWidth}`);
return problems;
