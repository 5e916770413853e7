# Creates envelopes.json with pyca/cryptography, from the description of the format alone. usage: python3 make.py
import hashlib, json, struct, uuid
from pathlib import Path
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives import hashes
def expand(key, info): return HKDFExpand(hashes.SHA256(), 32, info).derive(key)
def lp(b): return struct.pack('>I',len(b))+b
def rnd(label,n): return hashlib.sha256(label.encode()).digest()[:n]
def encrypt(purpose,key,kid,salt,nonce,ctx,pt):
    com=expand(key,b'cs1|'+purpose.encode()+b'|com|'+salt)
    enc=expand(key,b'cs1|'+purpose.encode()+b'|enc|'+salt)
    head=b'CS\x01\x01'+kid+salt+com
    aad=head+b''.join(lp(uuid.UUID(ctx[part]).bytes) for part in ('installation','owner','secret'))
    aad+=lp(struct.pack('>q',ctx['version']))+lp(ctx['name'].encode())+lp(ctx['field'].encode())
    return head+nonce+AESGCM(enc).encrypt(nonce,pt,aad)
out=[]
I,O,S='01990000-0000-7000-8000-0000000000aa','01990000-0000-7000-8000-0000000000bb','01990000-0000-7000-8000-0000000000cc'
base=dict(installation=I,owner=O,secret=S,version=1,name='API_KEY',field='value')
def add(desc,purpose='value',ctx=None,pt=b'',label=None):
    ctx=ctx or base; label=label or desc
    key=rnd('key '+label,32); kid=rnd('kid '+label,8); salt=rnd('salt '+label,32); nonce=rnd('nonce '+label,12)
    e=encrypt(purpose,key,kid,salt,nonce,ctx,pt)
    v=dict(description=desc,purpose=purpose,key=key.hex(),key_id=kid.hex(),context=ctx,envelope=e.hex(),plaintext=pt.hex())
    out.append(v); return v
add('empty value')
add('one byte',pt=b'x')
add('a token',pt=b'ghp_0123456789abcdefghijABCDEFGHIJ012345')
add('UTF-8 text',ctx={**base,'name':'日本語 🔑'},pt='pässwörd🔑'.encode())
add('NUL and newlines',pt=b'a\0b\r\nc\n')
add('a PEM key of 1 KiB',pt=(b'-----BEGIN KEY-----\n'+b'MIIB'*251))
add('a name of 255 four-byte characters',ctx={**base,'name':'🔑'*255},pt=b'v')
add('version 2^40',ctx={**base,'version':2**40},pt=b'v')
wrap=dict(installation=I,owner=O,secret='00000000-0000-0000-0000-000000000000',version=3,name='0011223344556677',field='owner-key')
add('a wrapped owner key',purpose='wrap',ctx=wrap,pt=rnd('wrapped',32))
good=out[2]
faults=[]
def fault(desc,**change):
    v=json.loads(json.dumps(good)); v['description']=desc; v.pop('plaintext')
    for k,val in change.items():
        if k in('installation','owner','secret','version','name','field'): v['context'][k]=val
        else: v[k]=val
    faults.append(v)
e=bytes.fromhex(good['envelope'])
def patch(i,b): return (e[:i]+b+e[i+len(b):]).hex()
def flip(i): return patch(i,bytes([e[i]^1]))
fault('no bytes',envelope='')
fault('shorter than the shortest envelope',envelope=e[:103].hex())
fault('wrong magic',envelope=patch(0,b'SC'))
fault('version 2',envelope=patch(2,b'\2'))
fault('version 0',envelope=patch(2,b'\0'))
fault('suite 2',envelope=patch(3,b'\2'))
fault('another key id',envelope=flip(4))
fault('salt changed',envelope=flip(12))
fault('commitment changed',envelope=flip(44))
fault('nonce changed',envelope=flip(76))
fault('ciphertext changed',envelope=flip(88))
fault('tag changed',envelope=flip(len(e)-1))
fault('one byte cut off',envelope=e[:-1].hex())
fault('one byte added',envelope=(e+b'\0').hex())
fault('another key',key=rnd('another',32).hex())
fault('another purpose',purpose='wrap')
fault('another installation',installation=I[:-2]+'ab')
fault('another owner',owner=S)
fault('another secret',secret=O)
fault('another version',version=2)
fault('another name',name='API_KEY2')
fault('another field',field='values')
fault('name and field run together',name='API_KEYv',field='alue')
# The ciphertext and tag are valid under the key, but the commitment is of another key: an invisible-salamander attack.
k2=rnd('another',32); salt=e[12:44]
com=expand(k2,b'cs1|value|com|'+salt); enc=expand(bytes.fromhex(good['key']),b'cs1|value|enc|'+salt)
head=e[:44]+com
aad=head+lp(uuid.UUID(I).bytes)+lp(uuid.UUID(O).bytes)+lp(uuid.UUID(S).bytes)+lp(struct.pack('>q',1))+lp(b'API_KEY')+lp(b'value')
fault('committed to another key',envelope=(head+e[76:88]+AESGCM(enc).encrypt(e[76:88],bytes.fromhex(good['plaintext']),aad)).hex())
comment='Every valid envelope must stay decryptable. No faulty envelope may be decryptable; each differs from a valid one in one thing.'
text=json.dumps(dict(comment=comment,valid=out,faulty=faults),indent=1,ensure_ascii=False)
Path(__file__).with_name('envelopes.json').write_text(text+'\n',encoding='utf-8')
