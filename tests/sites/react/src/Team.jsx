import "./Team.css";

export default function Team() {
  return <><h1>Team</h1><p id="lazy" className="team">the team of {VERSION}</p></>;
}
