const D = JSON.parse(document.getElementById("frames").textContent), at = (id) => document.getElementById(id);
const slider = at("week"), button = at("play"), last = D.when.length - 1;
let timer = null;
function show(f) {
  at("when").textContent = D.when[f];
  D.arms.forEach((arm, k) => { let x = D.left; arm.levels[f].forEach((v, l) => { const r = at("r" + k + "_" + l);
    r.setAttribute("x", x); r.setAttribute("width", v * D.scale); x += v * D.scale; }); at("t" + k).textContent = arm.text[f]; });
  ["x1", "x2"].forEach((a) => document.querySelectorAll(".now").forEach((line) => line.setAttribute(a, D.place[f])));
}
function stop() { clearInterval(timer); timer = null; button.textContent = "Play"; }
slider.oninput = () => { stop(); show(+slider.value); };
button.onclick = () => { if (timer) return stop(); if (+slider.value >= last) slider.value = 0; button.textContent = "Pause";
  timer = setInterval(() => { slider.value = +slider.value + 1; show(+slider.value); if (+slider.value >= last) stop(); }, 90); };
window.onbeforeprint = () => { stop(); slider.value = last; show(last); };
at("controls").hidden = false;
