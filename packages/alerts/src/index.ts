export { type Alert, type AlertFilter, type AlertStore, type HistoryFilter, openAlertStore } from './store/index.ts';
