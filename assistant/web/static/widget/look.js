// How the conversation looks. Sizes are in em of the panel, colours come from the loader's sheet.
export const LOOK = `
.root{font-size:1em}
.root.size-large .panel{font-size:1.1875em}
.root.size-larger .panel{font-size:1.375em}
.root.elder .panel{font-size:1.5em;--target:max(60px,2.5em)}
.panel{position:fixed;right:max(20px,env(safe-area-inset-right));bottom:max(20px,env(safe-area-inset-bottom));width:min(27em,100vw - 40px);
  height:min(44em,100vh - 40px);height:min(44em,100dvh - 40px);display:flex;flex-direction:column;background:var(--ground);
  border:1px solid var(--strong);border-radius:10px;overflow:hidden;box-shadow:0 8px 32px rgb(0 0 0/.24);overflow-wrap:anywhere}
.panel.wide{width:min(56em,100vw - 40px)}
.left .panel{right:auto;left:max(20px,env(safe-area-inset-left))}
.bar{flex:none;display:flex;align-items:center;gap:.25em;background:var(--bar);color:var(--on-bar);padding:.25em .35em .25em 1em}
.bar h2{flex:1;min-width:0;margin:0;font-size:1.0625em;font-weight:600;line-height:1.4}
.bar h2:focus{outline:none}
.bar button{flex:none;display:flex;align-items:center;justify-content:center;min-width:44px;min-height:44px;padding:0;border:0;border-radius:6px;background:none}
.bar button:hover,.bar button[aria-expanded=true],.bar button[aria-pressed=true]{background:rgb(255 255 255/.16)}
.bar :focus-visible{outline-color:var(--on-bar);outline-offset:-3px}
.elder .bar button{min-width:60px;min-height:60px}
.bar svg{width:1.375em;height:1.375em}
.main{flex:1;min-height:0;display:flex;flex-direction:column}
.log,.leaf{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:1em;background:var(--ground)}
.log:focus-visible,.leaf:focus-visible{outline-offset:-3px}
p,ul,ol,dl,blockquote{margin:0 0 .65em}
ul,ol{padding-left:1.5em}
li{margin-bottom:.3em}
:is(p,ul,ol,li,dl):last-child{margin-bottom:0}
.log button,.leaf button,.compose button,.set button,.foot button{min-height:var(--target);min-width:var(--target)}
.plain{background:none;border:1px solid transparent;border-radius:6px;color:var(--accent);padding:.2em .6em;line-height:1.4}
.plain:hover,.chip:hover{background:var(--tint)}
.plain[aria-pressed=true]{border-color:var(--accent);background:var(--tint);font-weight:600}
.solid{background:var(--accent);color:var(--on-accent);border:1px solid var(--accent);border-radius:6px;padding:.25em 1.1em;font-weight:600}
.solid:disabled{opacity:1;background:var(--tint);color:var(--quiet);border-color:var(--line);cursor:not-allowed}
.chip{display:block;width:100%;text-align:left;background:var(--paper);color:var(--ink);border:1px solid var(--strong);border-radius:6px;padding:.45em .8em;line-height:1.5}
.chips{display:grid;gap:.5em;margin:.4em 0 0;padding:0;list-style:none}
.chips li{margin:0}
.chips.short{display:flex;flex-wrap:wrap}
.chips.short .chip{width:auto}
.hint{color:var(--quiet);font-size:.9375em}
.card{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.9em 1em;margin-bottom:1em}
.card h3,.leaf h3{font-size:1em;font-weight:600;margin:0 0 .35em}
.leaf .chips{margin-bottom:1em}
.log h3.lead{font-size:.9375em;font-weight:600;color:var(--quiet);margin:1em 0 .25em}
.asked{margin:0 0 .6em auto;width:fit-content;max-width:92%;background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:.5em .85em;white-space:pre-wrap;font-size:1em;font-weight:600}
.turn{margin-bottom:1.25em;scroll-margin-top:.5em}
.answer{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.9em 1em .5em}
.badges{display:flex;flex-wrap:wrap;align-items:center;gap:.35em;margin-bottom:.5em}
.switch{display:flex}
.switch .plain{border-color:var(--strong);border-radius:0}
.switch .plain:first-child{border-radius:6px 0 0 6px}
.switch .plain:last-child{border-radius:0 6px 6px 0;margin-left:-1px}
.switch .plain[aria-pressed=true]{background:var(--accent);color:var(--on-accent);border-color:var(--accent)}
.badge{border:1px solid currentcolor;border-radius:4px;padding:0 .55em;font-size:.875em;color:var(--quiet)}
.badge.warn{color:var(--warn)}.badge.bad{color:var(--bad)}
.step{color:var(--quiet);margin-bottom:.4em}
.step:not(.still)::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.5em;border-radius:50%;background:var(--accent);animation:beat 1.2s ease-in-out infinite alternate}
@keyframes beat{to{opacity:.25}}
.text{margin-bottom:.5em}
.heading{font-weight:700}
.text table{border-collapse:collapse;font:inherit}
.text :is(th,td){border:1px solid var(--line);padding:.4em .6em;text-align:left;vertical-align:top;min-width:9em;font-weight:400}
.text th{background:var(--ground);font-weight:600}
.text th[scope=row],.text thead td{min-width:4em}
.scroll{overflow-x:auto;margin-bottom:.65em}
blockquote{border-left:3px solid var(--strong);padding-left:.8em}
.n{color:var(--accent)}
.log .text button.n{min-width:44px;border:0;background:none;padding:0 .2em;font-size:1em;text-decoration:underline;text-underline-offset:.2em;border-radius:6px;margin:-.55em -.15em;vertical-align:baseline;position:relative}
.elder .log .text button.n{min-width:60px;min-height:60px}
.text button.n:hover{background:var(--tint)}
.sources{list-style:none;padding:0;margin:.5em 0 0;border-top:1px solid var(--line)}
.sources li{margin:0;border-bottom:1px solid var(--line)}
.sources button{display:flex;gap:.5em;width:100%;text-align:left;background:none;border:0;padding:.5em .15em;color:var(--accent);line-height:1.5}
.sources span:first-child{flex:none}
.sources button:hover span:last-child{text-decoration:underline}
.tools .hint{padding:0 .6em}
.tools{display:flex;flex-wrap:wrap;gap:.15em;margin:.35em -.5em 0;align-items:center}
.contact{border-left:3px solid var(--warn);background:var(--ground);padding:.5em .8em;margin:.25em 0 .5em}
.why{border-top:1px solid var(--line);padding:.6em 0;display:grid;gap:.5em}
.why fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 1em}
.why legend{padding:0;font-weight:600}
.why label{display:inline-flex;align-items:center;gap:.4em;min-height:var(--target)}
.why label.whole{display:grid}
.why .tools{margin:0}
.why input{width:1.2em;height:1.2em;margin:0;accent-color:var(--accent)}
textarea{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--strong);border-radius:6px;padding:.5em .7em;width:100%;resize:none}
textarea::placeholder{color:var(--quiet);opacity:1}
.compose{flex:none;border-top:1px solid var(--line);background:var(--paper);padding:.7em .8em;display:grid;grid-template-columns:1fr auto;gap:.3em .6em;align-items:end}
.compose textarea{min-height:var(--target);height:calc(2*1.65em + 1em + 2px)}
.compose textarea:focus-visible{outline-offset:-1px}
@supports (field-sizing:content){.compose textarea{height:auto;field-sizing:content;max-height:7.6em}}
.compose .hint{grid-column:1/-1;margin:0;font-size:.875em}
.compose .hint:empty{display:none}
.over{color:var(--bad)}
.foot{flex:none;background:var(--paper);border-top:1px solid var(--line);font-size:.875em;color:var(--quiet)}
.foot summary{cursor:pointer;padding:.35em 1em;min-height:44px;display:flex;align-items:center;gap:.5em;list-style:none;line-height:1.4}
.elder .foot summary{min-height:60px}
.foot summary::-webkit-details-marker{display:none}
.foot summary>span:first-child{flex:1}
.date{display:block}
.foot .date:empty,.elder .date{display:none}
.foot summary>span:last-child{color:var(--accent);text-decoration:underline;text-underline-offset:.2em;flex:none}
.foot summary:focus-visible{outline-offset:-3px}
.foot dl{padding:0 1em .8em;max-height:14em;overflow-y:auto}
dt{font-weight:600;color:var(--ink)}
dd{margin:0 0 .5em}
a{color:var(--accent);text-underline-offset:.2em}
.leaf{background:var(--paper);padding-top:0;scroll-padding-top:4em}
.leaf>.tools{position:sticky;top:0;z-index:1;background:var(--paper);margin:0 -.6em .35em;padding:.35em 0}
.leaf a,.foot a{display:inline-flex;align-items:center;min-height:var(--target)}
.set{flex:none;max-height:60%;overflow-y:auto;background:var(--paper);border-bottom:1px solid var(--line);padding:.6em .8em;display:grid;gap:.35em}
.row{display:flex;flex-wrap:wrap;gap:.35em;align-items:center}
.row>span{min-width:4.5em;color:var(--quiet)}
.set .plain{border-color:var(--line)}
.set .plain[aria-pressed=true]{border-color:var(--accent)}
.path{color:var(--quiet);font-size:.9375em}
.node{margin-bottom:.5em}
.node.l1{padding-left:1.5em}.node.l2{padding-left:3em}.node.l3{padding-left:4.5em}
mark{background:var(--mark);color:var(--ink);border-bottom:2px solid var(--warn);padding:.1em 0}
.elder .extra{display:none}
@media (max-width:640px){.bar .widen{display:none}.panel,.panel.wide,.left .panel{inset:0;width:auto;height:auto;border:0;border-radius:0}}
@media (max-height:26em),(max-width:360px) and (max-height:40em){
  .panel{overflow-y:auto;display:block}.main{display:block}.log,.leaf{overflow:visible}.set{max-height:none}.foot dl{max-height:none}}
@media (prefers-reduced-motion:reduce){*,*::before{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.badge,.asked,.answer,.chip,.plain,.solid,.bar{border:1px solid}.plain[aria-pressed=true]{outline:2px solid Highlight}
  mark{background:Mark;color:MarkText}.bar{border-width:0 0 1px}.step::before{background:Highlight}}`;
