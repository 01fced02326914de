const PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });

/** The ISO day of a moment in France, where the authority is, wherever its server and its users are. */
export const dayInFrance = (moment: Date): string => PARIS.format(moment);
