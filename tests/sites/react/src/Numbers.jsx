import { useEffect, useState } from "react";
import address from "virtual:version.wasm";

export default function Numbers() {
  const [text, setText] = useState();
  useEffect(() => {
    WebAssembly.instantiateStreaming(fetch(address))
      .then(({ instance }) => setText(`wasm of version ${instance.exports.version()}`), (error) => setText(String(error)));
  }, []);
  return <><h1>Numbers</h1>{text && <p id="lazy">{text}</p>}</>;
}
