# ruff: noqa: E501 (a paragraph is a line)
"""Made-up news articles with their sources marked: `[mention=>speaker]`; what each says is its sentence."""

from __future__ import annotations

COUNCIL = """
Mayor Ruth Okafor Blasts Bridge Plan

ASHBY, Ohio — Mayor Ruth Okafor, a Democrat, said on Monday that the Ashby bridge would stay open. [Okafor=>Ruth Okafor] told reporters that it was safe. [She=>Ruth Okafor] added that engineers had looked at it twice.

City Council President Carl Brandt disagreed. “It is not safe,” [he=>Carl Brandt] said. [The council president=>Carl Brandt] warned that the city would pay for it. [His spokeswoman, Lena Fuchs,=>Lena Fuchs] said the council would vote in May.

[A senior city official=>senior city official] said the vote had been put off before. [The official=>senior city official], who was not allowed to talk, said it could happen again. [Critics=>critics] said the plan was a waste. [They=>critics] said nobody had asked them.

The Bureau of Public Roads sent a letter on Friday. [The bureau=>Bureau of Public Roads] said the bridge needed paint. [It=>Bureau of Public Roads] said that paint was cheap. [The letter=>letter] says nothing of rust.

[Mrs. Okafor=>Ruth Okafor] said she would read it. [Okafor and Brandt=>Ruth Okafor and Carl Brandt] said they would meet.
"""

MERGER = """
Vane Holdings Inc. will buy Norlund Airlines for $2 billion, the companies said. Otto J. Vane Jr., the chief executive of Vane Holdings, called it a good day. [Vane=>Otto J. Vane Jr.] said that prices would fall. [The chief executive=>Otto J. Vane Jr.] said in May that they would rise.

[Norlund Airlines=>Norlund Airlines] said that nobody would lose work. [The airline=>Norlund Airlines] said it had enough pilots. [The United Pilots Union=>United Pilots Union], known as UPU, said it had doubts. [UPU=>United Pilots Union] said it would wait. [The union=>United Pilots Union] wrote that its members were tired.

[Former Chairman Peter Lindqvist=>Peter Lindqvist] said the price was low. [Mr. Lindqvist=>Peter Lindqvist] said that he would sell. [His wife, Anna,=>Anna] said she would not. [Lindqvist’s lawyer=>Peter Lindqvist’s lawyer] said he had not been asked. [Investors=>investors] said it made sense.

[The Ashby Times=>Ashby Times] reported that the deal was planned in March. [The newspaper=>Ashby Times] said that it had seen a memo. [Professor Jane Whitfield of Ohio State University=>Jane Whitfield] said such deals fail. [Whitfield=>Jane Whitfield], who teaches law, said courts would look at it. [Two people familiar with the talks=>two people familiar with the talks] said the price had changed.
"""

SENATE = """
Governor Anne Moss met Sen. Thomas Vale (R-Vt.) and Rep. Maria Lopez of Texas at the Treasury Department on Tuesday. [Moss=>Anne Moss] said that taxes would fall. [The governor=>Anne Moss] said she was glad. [The Texas lawmaker=>Maria Lopez] said they would not. [Lopez=>Maria Lopez] said that she had read the bill.

[Vale=>Thomas Vale] said it was too early to tell. [The senator=>Thomas Vale] said he liked it. [It=>-] is clear that nobody has read it. [Her office=>Lopez office] said she was on her way. [Republicans=>Republicans] said the bill was short. [Democrats=>Democrats] said it was not short enough.

[The Treasury Department=>Treasury Department] said the numbers were right. [Secretary of State Edmund Darnley=>Edmund Darnley] said he knew of no numbers. [Darnley=>Edmund Darnley], a former judge, said he was a lawyer. [His fear=>Edmund Darnley] was that it would rain. [A new poll=>new poll] shows that voters are tired. [The poll=>new poll] says that they sleep badly. [Voters=>voters] said they slept well.

[The Vale campaign=>Vale campaign] said that the poll was wrong. [His campaign=>Vale campaign] said it had a poll too. [The president of Denmark=>president of Denmark] said it was none of his concern.
"""

HARBOUR = """
Mayor Okafor Slams Ashby Chief Over Gulls

ASHBY — Secretary of State Edmund van der Berg Jr., a former judge, met German Chancellor Ute Moss and Sen. Maria Lopez (R-Vt.) at the Ashby Bureau of Mines on Monday. [Van der Berg=>] said that gulls were a threat. [Both women=>] said that they were not. [Lopez, who was once a nurse,=>] said she liked gulls. [The Vermont Republican=>] said it twice.

Elizabeth Quill-Roe, the tired old head of the Gull Protection Society, known as GPS, disagreed. [GPS=>] said that nobody had asked it. [Liz Quill-Roe=>] said no. [Her husband, Dr. Tom Roe,=>] said nothing new. [Dr. Roe=>] said it again. [The doctor=>] said he was late. [The Roes=>] said they would go. [A lawyer for the society who=>] said so left. [The lawyer=>] said that the law was old. [Its lawyers=>] said so too. [Several residents=>] said they were tired. [The residents=>] said that the chief slept.

[Police Chief Larry King=>] said that he did not. [King=>] said it was late. [His boss, Mayor Ruth Okafor,=>] said she had known. [The chief’s spokesman=>] said that he had not. [The spokesman=>] said more. [Officials of the city=>] said it rained. [They=>] said it poured. [A study by the Bureau=>] said that gulls live long. [The study=>] said that they fly. [The bureau=>] said it knew. [The agency=>] said it was glad. [Nobody in Ashby=>] said so before.
"""
COURT = """
Otto Vale and Carl Vale own the Vale Bank. Mrs. Vale, their mother, has sold the Ashby Times to Moss & Sons Ltd. of Norway. [Carl Vale=>] said it was cheap. [Vale=>] said that he was glad. [Otto=>] said he was not. [The brothers=>] said they would talk. [Mrs. Vale=>] said that she was old. [The Times=>] said that it was sold. [The paper=>] said so in May. [The company=>] said it would pay. [Moss=>] said that it had paid.

Judge Anne Moss of the Ashby District Court heard the case on Friday. [Moss=>] said that the court would wait. [The court=>] said it was full. [Miss Anne Moss=>] said nothing else. [Anne=>] said it was cold. [She=>] said it was late. [He=>] said that it was not. [It=>] said nothing to them. [Democrats=>] said that they would vote. [A Democrat=>] said that she had. [The union’s members=>] said they would too. [We=>] said it was good. [I=>] said it was bad. [You=>] said it all. [That=>] said it all. [Many=>] said that it was late. [My mother=>] said that she knew. [Bank of Norway officials=>] said it fell. [Norway’s government=>] said it rose. [Oslo=>] said that it stood. [Joanna Q. Public=>] said that she slept. [Mr. Public=>] said that he did not. [The former Ashby mayor=>] said it was fun.
"""
UNREAD = {"harbour": HARBOUR, "court": COURT}
"""Of whose sources nothing is said but where they stand."""

ARTICLES = {"council": COUNCIL, "merger": MERGER, "senate": SENATE}

CASTS = {
    "council": """
Ruth Okafor | person female | Ruth Okafor, Okafor, She, Okafor, Okafor
Carl Brandt | person male | Carl Brandt, he, The council president, Brandt
senior city official | person | A senior city official, The official
critics | group | Critics, They
Bureau of Public Roads | org | Bureau of Public Roads, The bureau, It
Lena Fuchs | person female | Lena Fuchs
letter | org | The letter
Ruth Okafor and Carl Brandt | group | Okafor and Brandt
Ashby | org | ASHBY, Ashby
City Council | org | City Council
Democrat | group | Democrat
Ohio | org silent | Ohio
""",
    "merger": """
United Pilots Union | org | United Pilots Union, UPU, UPU, The union
Norlund Airlines | org | Norlund Airlines, Norlund Airlines, The airline
Otto J. Vane Jr. | person male | Otto J. Vane, Vane, The chief executive
Peter Lindqvist | person male | Peter Lindqvist, Lindqvist, Lindqvist
Ashby Times | org | Ashby Times, The newspaper
Jane Whitfield | person female | Jane Whitfield, Whitfield
Anna | person female | Anna
Peter Lindqvist’s lawyer | person | Lindqvist’s lawyer
investors | group | Investors
two people familiar with the talks | group | Two people familiar with the talks
Vane Holdings Inc. | org | Vane Holdings Inc., Vane Holdings
Ohio State University | org | Ohio State University
""",
    "senate": """
Edmund Darnley | person male | Edmund Darnley, Darnley, His fear
Anne Moss | person female | Anne Moss, Moss, The governor
Thomas Vale | person male | Thomas Vale, Vale, The senator, Vale
Maria Lopez | person female | Maria Lopez, The Texas lawmaker, Lopez
new poll | org | A new poll, The poll
Vale campaign | org | The Vale campaign, His campaign
Treasury Department | org | Treasury Department, Treasury Department
Lopez office | org | Her office
Republicans | group | Republicans
Democrats | group | Democrats
voters | group | Voters
president of Denmark | person | The president of Denmark
Texas | org | Texas, Texas
Denmark | org silent | Denmark
""",
}
"""The members in the order in which they are offered: name, what it is, where it is named or meant."""
