/** A kitchen's id: 3 to 32 characters of `a-z 0-9`, words joined by single hyphens. */
export const KITCHEN_ID = /^(?=.{3,32}$)[a-z0-9]+(-[a-z0-9]+)*$/;
