// Starts the program; if that fails, says so in the page instead of leaving it empty.
import init from "{{js}}";

try {
  await init({ module_or_path: "{{wasm}}" });
} catch (error) {
  console.error(error);
  document.getElementById("starting")?.remove();
  document.getElementById("failed-to-start")?.removeAttribute("hidden");
}
