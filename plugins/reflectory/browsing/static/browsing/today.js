/** On this day: tells which of the days on the page is today's, or the last one before it. Nothing moves by itself. */

const twoDigits = (number) => String(number).padStart(2, "0");

function show(place, days) {
  const now = new Date();
  const today = `${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
  const before = days.filter((day) => day.dataset.day <= today).at(-1) ?? days.at(-1);
  const isToday = before.dataset.day === today;
  if (isToday) before.setAttribute("aria-current", "date");

  const link = document.createElement("a");
  link.href = before.href;
  const count = Number(before.dataset.count);
  const [number, ...month] = before.textContent.split(":")[0].split(" ");
  link.textContent = isToday
    ? `${count === 1 ? "One essay was" : `${count} essays were`} published on this day, ${number} ${month.join(" ")}`
    : `${number} ${month.join(" ")}`;
  place.append(isToday ? "" : "Nothing was published on this day. The last day before it: ", link, ".");
}

const place = document.querySelector('[data-module="today"]');
const days = [...document.querySelectorAll("[data-day]")];
if (place && days.length) show(place, days);
