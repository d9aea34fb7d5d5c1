/** The one user and the one database of the embedded engine. */
export const DATABASE_USER = 'postgres';
export const DATABASE_NAME = 'postgres';
