/** Adds the icons that no element needs: those of the top bar, the drawer, and menus. */

import { addIcons } from '../../elements/display/icons.js';

addIcons({
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2',
  live: 'M8 7v.01M5.2 10.3a3.5 3.5 0 0 1 0-5.1M10.8 5.2a3.5 3.5 0 0 1 0 5.1M3 12.2a6 6 0 0 1 0-8.9M13 3.3a6 6 0 0 1 0 8.9',
  more: 'M3 8a.4.4 0 1 0 .8 0 .4.4 0 1 0-.8 0M7.6 8a.4.4 0 1 0 .8 0 .4.4 0 1 0-.8 0M12.2 8a.4.4 0 1 0 .8 0 .4.4 0 1 0-.8 0',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  back: 'M10 3L5 8l5 5',
  report: 'M4 2h5.5l3 3v9H4zM9.5 2v3h3M6 8h4.5M6 11h4.5',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  cut: 'M2.5 8h4M9.5 8h4M7 5.5L6.2 3M9 10.5l.8 2.5M9 5.5L9.8 3M7 10.5L6.2 13',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
});
