export const prerender = true;
export const trailingSlash = "always"; // about/team/index.html, which every server finds
