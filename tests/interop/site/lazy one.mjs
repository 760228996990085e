// A module that is imported late, from a name with a space and a query.
export const answer = "loaded";
