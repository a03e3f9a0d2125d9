// At an old address: takes the way to a paragraph along (#p-..., ?para=4), which the page by itself would forget.
const target = new URL(document.querySelector('meta[http-equiv="refresh"]').content.split("url=")[1], location);
target.search ||= location.search;
target.hash = location.hash || target.hash;
if (location.search || location.hash.length > 1) location.replace(target);
