/** Makes the pages of the console, one for each name that an address can have. */

import { HistoryPage } from './history-page.js';
import { HomePage } from './home-page.js';
import { InvestigationPage } from './investigation-page.js';
import { OverviewPage } from './overview-page.js';
import { TemplatesPage } from './templates-page.js';
import { UsersPage } from './users-page.js';

/** @import { App } from '../app.js' */

/** @param {App} app */
export function createPages(app) {
  return {
    home: new HomePage(app),
    investigation: new InvestigationPage(app),
    templates: new TemplatesPage(app),
    overview: new OverviewPage(app),
    history: new HistoryPage(app),
    users: new UsersPage(app),
  };
}
