export const prerender = false; // what items there are is known to the browser alone: the fallback page shows them
export const ssr = false;
