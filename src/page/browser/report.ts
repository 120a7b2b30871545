/** In a report's file: says how old it is, and finds rows. All else is there without it. */
const place = document.querySelector<HTMLElement>('#age');
const days = place ? Math.floor((Date.now() - Date.parse(place.dataset['at'] ?? '')) / 86_400_000) : 0;
if (place && days > 0) place.textContent = ` (${days} ${days === 1 ? 'day' : 'days'} old)`;

const rows = [...document.querySelectorAll<HTMLElement>('.drifts > .drift, #appendix tbody tr')];
const main = document.querySelector('main');
if (main && rows.length > 20) {
  const label = document.createElement('label');
  label.className = 'find';
  const input = document.createElement('input');
  input.type = 'search';
  label.append('Find a resource or an account ', input);
  main.prepend(label);
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !(row.textContent ?? '').toLowerCase().includes(wanted);
  });
}
for (const details of document.querySelectorAll('details'))
  window.addEventListener('beforeprint', () => {
    details.open = true;
  });
