/** English: all texts of the elements and of the console. */

import { history, views } from './en/console/history.js';
import {
  access,
  banners,
  head,
  investigation,
  overwritten,
  versions,
} from './en/console/investigation.js';
import { home, invitations, overview, report, templates, users } from './en/console/pages.js';
import { executorOffer, program, refused, share, watchers } from './en/console/participants.js';
import { clock, common, drawer, keys, login, shell, timeZone } from './en/console/shell.js';
import { ENGLISH } from './elements.js';

const texts = {
  access,
  banners,
  clock,
  common,
  drawer,
  executorOffer,
  head,
  history,
  home,
  investigation,
  invitations,
  keys,
  login,
  overview,
  overwritten,
  program,
  refused,
  report,
  share,
  shell,
  templates,
  timeZone,
  users,
  versions,
  views,
  watchers,
};

export const en = { ...ENGLISH, console: texts };
