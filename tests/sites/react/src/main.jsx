// A React application: a router of a few lines over the history, and pages of which all but the first are chunks of their own.
import { lazy, Suspense, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import "./main.css";

const pages = { "/about/team": lazy(() => import("./Team.jsx")), "/numbers": lazy(() => import("./Numbers.jsx")) };
const Home = () => <h1>Home</h1>;
const Unknown = () => <h1>No such page</h1>;

function useLocation() {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = (to) => {
    history.pushState(null, "", to);
    setPath(to);
  };
  return [path, go];
}

function Application() {
  const [path, go] = useLocation();
  const link = (to, text) => <a href={to} onClick={(event) => (event.preventDefault(), go(to))}>{text}</a>;
  const Page = path === "/" ? Home : pages[path] ?? Unknown;
  return (
    <>
      <nav>{link("/", "Home")} {link("/about/team", "Team")} {link("/numbers", "Numbers")}</nav>
      <main><Suspense fallback={<p>...</p>}><Page /></Suspense></main>
      <footer>{VERSION}</footer>
    </>
  );
}

createRoot(document.querySelector("#root")).render(<Application />);
navigator.serviceWorker?.register("/worker.js");
