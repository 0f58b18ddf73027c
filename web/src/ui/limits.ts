// How much may be typed where several capabilities ask for the same; the server holds it too.

/// Of a ticket's title, in the console and in the portal; server/modules/helpdesk/form.h.
export const mostTitleLetters = 200;
