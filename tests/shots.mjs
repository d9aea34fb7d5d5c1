import { chromium } from 'playwright-core';
import { readFileSync, mkdirSync } from 'node:fs';
const base = 'http://localhost:7832';
const axeSource = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const [size='360x640', theme='light', lang='en', doAxe='no', only=''] = process.argv.slice(2);
const [w,h] = size.split('x').map(Number);
const out = `/tmp/x-field/shots/${size}-${theme}-${lang}`; mkdirSync(out,{recursive:true});
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox','--disable-gpu'] });
const ctx = await b.newContext({ viewport:{width:w,height:h}, hasTouch:true, isMobile:true, locale: 'en-GB', bypassCSP: true, serviceWorkers: 'block' });
const r = await fetch(base+'/api/v1/session/demo',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({role:'admin'})});
const [n,v]=r.headers.get('set-cookie').split(';')[0].split('=');
await ctx.addCookies([{name:n,value:v,url:base,httpOnly:true,sameSite:'Lax'}]);
const cookie = `${n}=${v}`;
const ks = (await (await fetch(base+'/api/v1/kitchens',{headers:{cookie}})).json()).items; const k = ks[0].id;
const bs = (await (await fetch(base+`/api/v1/batches?kitchenId=${k}`,{headers:{cookie}})).json()).items;
const batch = (bs.find(x=>x.status==='running')??bs[0]).batchId;
const P='bakeloop.kept.';
const drafts = {
 [`draft.${k}.intake`]: {polymer:'HDPE',sourceType:'household',gross:'24.5',container:'bag',tare:'0.5',sureOf:'',price:'350',supplier:'S-117',time:null,moisture:'4.5',tail:'260302-7K3QA'},
 [`draft.${k}.start`]: {recipe:'r-paver-50',machine:null,time:null},
 [`draft.${k}.${batch}.input`]: {material:'flake',origin:null,polymer:'HDPE',lotId:'HDPE-260302-7K3QA',weight:'20',time:null},
 [`draft.${k}.${batch}.output`]: {kind:'product',pieces:'4',weight:'19.6',tail:'260302-7K3QA',time:null},
 [`draft.${k}.${batch}.qc`]: {test:'melt-temperature',value:'245',pass:null,sample:'3',rejected:'1',rejectedWeight:'4.9',time:null},
 [`draft.${k}.sort`]: {inputs:[{lotId:'MIXED-260302-7K3QA',polymer:'mixed',form:'whole',weight:'33.3'}],outputs:[{polymer:'HDPE',tail:'a',weight:'28'}],losses:[{reason:'pvc',fate:'stored',weight:'1.3'}],fresh:'',reused:'',moisture:'',time:null},
 [`draft.${k}.sort.line`]: {lotId:'MIXED-1',polymer:'HDPE',form:null,reason:'multilayer',fate:'landfill',weight:'3'},
 [`draft.${k}.dispatch`]: {lot:'POST-1',product:'post',pieces:'12',weight:'37.2'},
 [`draft.${k}.return`]: {product:'post',condition:'reuse',pieces:'1',weight:'3'},
 [`draft.${k}.incident`]: {kind:'fume',severity:'2'},
 [`draft.${k}.maintenance`]: {task:'blades',machine:'extruder-1'},
 [`draft.${k}.scale`]: {scale:'scale-1',reference:'20',read:'20.3',uncertainty:'0.1'},
 [`draft.${k}.handover`]: {kind:'work',people:'4',hours:'8'},
 theme: theme, language: lang,
};
await ctx.addInitScript(([P,d])=>{ if(localStorage.getItem('x')) return; localStorage.setItem('x','1'); for(const [a,b] of Object.entries(d)) localStorage.setItem(P+a,JSON.stringify(b)); },[P,drafts]);
const page = await ctx.newPage();
page.on('pageerror',e=>console.log('THROWN',e.message));
await page.goto(`${base}/operator/?kitchen=${k}`); await page.waitForSelector('h1'); await page.waitForTimeout(2500);
// some entries
const screens = ['', 'page=intake','page=intake&step=source','page=intake&step=weight','page=intake&step=moisture','page=intake&step=price','page=intake&step=review','page=intake&step=pvc','page=start','page=start&step=card',`page=batch&batch=${batch}`,`page=recipe&batch=${batch}`,`page=input&batch=${batch}`,`page=input&batch=${batch}&step=lot`,`page=input&batch=${batch}&step=weight`,`page=output&batch=${batch}`,`page=output&batch=${batch}&step=weight`,`page=qc&batch=${batch}`,`page=qc&batch=${batch}&step=value`,`page=qc&batch=${batch}&step=result`,`page=qc&batch=${batch}&step=count`,`page=finish&batch=${batch}`,'page=log','page=receipts','page=phone','page=people','page=settings','page=label&lot=HDPE-260302-7K3QA','page=scan','page=sort','page=sort&step=in','page=sort&step=in-weight','page=sort&step=out','page=sort&step=loss','page=sort&step=fate','page=sort&step=water','page=dispatch','page=dispatch&step=product','page=dispatch&step=weight','page=dispatch&step=review','page=return&step=condition','page=incident','page=incident&step=severity','page=incident&step=review','page=maintenance','page=maintenance&step=machine','page=scale','page=scale&step=weights','page=scale&step=review','page=handover','page=handover&step=hours','page=handover&step=review','page=moved'];
await page.addScriptTag({content: axeSource});
let i=0;
for (const s of screens) {
  i++; if (only && !s.includes(only)) continue;
  await page.evaluate((q)=>{ history.pushState({depth:1},'',q); window.dispatchEvent(new PopStateEvent('popstate')); }, `?kitchen=${k}${s?'&'+s:''}`);
  await page.waitForTimeout(350);
  const over = await page.evaluate(()=>{ const bad=[]; const W=innerWidth; if(document.documentElement.scrollWidth>W) bad.push('doc '+document.documentElement.scrollWidth); for(const e of document.querySelectorAll('.app *')){ const r=e.getBoundingClientRect(); if(r.width&&(r.right>W+1||r.left<-1)) bad.push(e.tagName+'.'+e.className+' '+Math.round(r.left)+'..'+Math.round(r.right)); if (e.scrollWidth>e.clientWidth+1 && getComputedStyle(e).display!=='inline' && e.clientWidth>0 && !['INPUT','TEXTAREA','SELECT'].includes(e.tagName)&& !e.closest('svg')) bad.push('inner '+e.tagName+'.'+e.className+' '+e.scrollWidth+'>'+e.clientWidth+' '+e.textContent.slice(0,30)); if(['BUTTON','A','INPUT','SELECT','TEXTAREA','SUMMARY'].includes(e.tagName)&&r.height&&r.height<55.5&&!e.closest('.pad-field')) bad.push('small '+e.tagName+'.'+e.className+' '+Math.round(r.height)); if(['BUTTON','A'].includes(e.tagName)&&r.width&&r.width<55.5) bad.push('narrow '+e.className+' '+Math.round(r.width)); } return [...new Set(bad)].slice(0,6); });
  if (over.length) console.log(`${i} ${s}: ${over.join(' | ')}`);
  if (doAxe!=='no') {
    const v = await page.evaluate(async (rules)=>{ const r=await axe.run(document,{resultTypes:['violations'],...(rules?{runOnly:['color-contrast']}:{})}); return r.violations.map(x=>x.id+': '+x.nodes.slice(0,3).map(n=>n.html.slice(0,110)+' '+(n.any[0]?.message??'').slice(0,120)).join(' || ')); }, doAxe==='contrast');
    if (v.length) console.log(`AXE ${i} ${s}: ${v.join('\n   ')}`);
  }
  if (doAxe==='no'||doAxe==='both') await page.screenshot({path:`${out}/${String(i).padStart(2,'0')}.png`});
}
await b.close();
