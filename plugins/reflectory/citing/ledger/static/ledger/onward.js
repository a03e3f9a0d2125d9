// At an old address: takes the way to a paragraph along, which the page by itself would forget.
const [, target] = document.querySelector('meta[http-equiv="refresh"]').content.split("url=");
if (location.hash.length > 1) location.replace(target.split("#")[0] + location.hash);
