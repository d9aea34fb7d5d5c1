import { chromium } from 'playwright-core';
import { readdirSync, readFileSync } from 'node:fs';
const [dir,from='1',to='99',cols='7']=process.argv.slice(2);
const files=readdirSync(dir).filter(f=>/^\d+\.png$/.test(f)).filter(f=>+f.slice(0,-4)>=+from&&+f.slice(0,-4)<=+to).sort();
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const p=await b.newPage({viewport:{width:+cols*300,height:600}});
await p.setContent(`<body style="margin:0;display:grid;grid-template-columns:repeat(${cols},1fr);gap:4px;background:#f0f">${files.map(f=>`<div style="position:relative"><img style="width:100%;display:block" src="data:image/png;base64,${readFileSync(dir+'/'+f).toString('base64')}"><b style="position:absolute;top:0;left:0;background:#ff0;font:12px sans-serif">${f}</b></div>`).join('')}`);
await p.waitForTimeout(500); await p.screenshot({path:`${dir}/sheet-${from}.png`,fullPage:true}); await b.close();
