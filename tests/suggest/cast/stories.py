# ruff: noqa: E501 (a paragraph is a line)
"""Stories of our own, with the speaker of every quote marked: `[source=>Speaker]`, and `[=>Speaker]` where none is named."""

DRAWING_ROOM = """
The rain had kept the whole family of Thornfield Lodge indoors since Sunday, and Mrs. Penrose was out of temper with the sky.

“I cannot think why your father does not write,” said [Mrs. Penrose=>Mrs. Penrose], looking up from her needle. “He promised it faithfully.”

“He promised nothing, mamma,” answered [Clara=>Clara Penrose]. “He only bowed.”

“A bow from Mr. Penrose is a promise.”[=>Mrs. Penrose]

Clara Penrose laughed and went to the window. Her sister Honoria was already there, watching the road with an anxious face.

“Is that a carriage?” [she=>Clara Penrose] asked.

“It is only the baker,” said [Honoria=>Honoria]. “You have asked me that three times.”

“Then I shall ask it a fourth.”[=>Clara Penrose]

At this moment the door was opened, and Sir Walter Haddon was announced. He was a tall, grave gentleman of forty, who came every Thursday to play chess with Mr. Penrose.

“I fear that I disturb you,” [he=>Walter Haddon] began. “I had hoped to find Mr. Penrose at home.”

“My husband is in London,” said [Mrs. Penrose=>Mrs. Penrose], “and has forgotten that he has a wife.”

[Sir Walter=>Walter Haddon] bowed. “No man could forget it, madam.”

“You are very good,” [she=>Mrs. Penrose] replied, a little softened.

Clara turned from the window. “And are the roads as bad as they say?” [she=>Clara Penrose] inquired.

“Worse, Miss Penrose,” said [the baronet=>Walter Haddon]. “I left one wheel at the bridge.”

“Poor Sir Walter!” cried [Honoria=>Honoria].

When he had gone, [her mother=>Mrs. Penrose] put away her needle. “There goes twelve thousand a year,” [she=>Mrs. Penrose] sighed, “and neither of you had the sense to offer him tea.”
"""

DETECTIVE = """
Inspector Grace Maddox stood in the doorway of the warehouse and counted the crates again. There were eleven.

“There should be twelve,” [she=>Grace Maddox] said.

Sergeant Tom Bell looked at his list. He was a thin young man with wet shoes, and he hated lists.

“Twelve on paper, ma'am,” [he=>Tom Bell] agreed. “Eleven on the floor.”

“Who signed for them?”[=>Grace Maddox]

“A man called Victor Rusk.”[=>Tom Bell]

Maddox put her hands in her pockets. She had known Rusk for ten years, and he had lied to her in every one of them.

“Bring him in,” [Maddox=>Grace Maddox] told Bell. “And be polite.”

An hour later Rusk sat in the small room, turning his hat in his hands.

“I never touched it,” [he=>Victor Rusk] said before anyone had asked. “You ask my wife.”

“We did,” said [Maddox=>Grace Maddox]. “She says you were out all night.”

“Then she's a liar.”[=>Victor Rusk]

“She says that of you as well,” [the inspector=>Grace Maddox] remarked.

[Bell=>Tom Bell] coughed. “There's the matter of the lorry, too.”

“What lorry?” asked [Rusk=>Victor Rusk].

“The one with your name on the side,” said [the sergeant=>Tom Bell]. [He=>Tom Bell] laid a photograph on the table. “Blue. Two doors. Crate in the back.”

Rusk looked at it for a long time. “All right,” [he=>Victor Rusk] said at last.
"""

WOOD = """
Pim had walked since morning, and the wood did not end. On a stump by the path sat the Badger, smoking.

“You are going the wrong way,” said [the Badger=>Badger].

“How can you know that?” asked [Pim=>Pim]. “You don't know where I want to go.”

“Everybody who passes here goes the wrong way,” [the Badger=>Badger] replied. “It is that kind of path.”

Pim sat down beside him. She was tired, and her left boot had a hole.

“My brother came along here,” [she=>Pim] said. “Did you see him?”

“I see a great many brothers.”[=>Badger]

“This one has red hair and is called Otto.”[=>Pim]

The Badger took the pipe out of his mouth. “Ah,” [he=>Badger] said. “That one. He owes me a lantern.”
"""

NARRATOR = """
I had not seen Edmund Vale since the war, and I did not know him at once when he stopped me in the street.

“Harker!” [he=>Edmund Vale] cried. “You look like a ghost.”

“I feel like one,” [I=>Harker] said. “What are you doing in town?”

“Selling a house,” said [Vale=>Edmund Vale]. “Come and have dinner. Lydia will be there.”

Lydia Vale was his cousin, and I had once been in love with her. She was waiting at a corner table.

“So you are alive, Mr. Harker,” [she=>Lydia Vale] said and gave me her hand.

“I am told so,” [I=>Harker] answered.

“And not married?”[=>Lydia Vale]

“And not married.”[=>Harker]
"""

LANDING = """
Arthur Pell was mending a net when his brother came down to the landing. Joseph Pell had been to town, and he walked like a man with bad news.

“They won't lend it,” [Joseph=>Joseph Pell] said.

“Not any of it?” [Arthur=>Arthur Pell] asked without looking up.

“Not a penny.”[=>Joseph Pell]

“Did you see Mr. Crane himself?”[=>Arthur Pell]

“I saw his clerk,” said [Joseph=>Joseph Pell]. He sat down on an upturned boat. “The clerk was very sorry.”

Arthur put the net aside. “Then we sell the big boat,” [he=>Arthur Pell] said.

“Father would turn in his grave.”[=>Joseph Pell]

“Father never owed eighty pounds,” said [Arthur=>Arthur Pell].

Old Mrs. Tully, who kept the shop above the landing, had come out on her step to listen. “Sell it to me,” [she=>Mrs. Tully] called down. “I always wanted a boat.”

[Joseph=>Joseph Pell] stared at her. “And what would you do with it, Mrs. Tully?”

“Sit in it,” said [the old woman=>Mrs. Tully].
"""

CLUB = """
Lord Ashby found Mr. Fenn in the smoking room of the club, asleep behind the Times.

“Wake up, Fenn,” said [his lordship=>Lord Ashby]. “I want to ask you something.”

“It is too early to be asked things,” [Mr. Fenn=>Mr. Fenn] murmured.

“It is four in the afternoon.”[=>Lord Ashby]

“That is what I mean.”[=>Mr. Fenn]

Ashby drew up a chair. He was a large young man, and the chair complained.

“What do you know of a Miss Dorothy Lane?” [he=>Lord Ashby] demanded.

Mr. Fenn opened one eye. “She sings,” [he=>Mr. Fenn] said, “and she owes my sister a hat.”

“I am going to marry her,” [Ashby=>Lord Ashby] announced.

[His friend=>Mr. Fenn] opened the other eye. “Does Miss Lane know it?”

“Not yet,” [Lord Ashby=>Lord Ashby] admitted.
"""

BROTHERS = """
Edmund Vale was not a man who liked to be woken. When his brother Philip came into the study at six in the morning, still in his hat, Edmund put down his pen with great care.

“What is it, Philip?” [he=>Edmund Vale] asked.

“The strongbox is empty.”[=>Philip]

“Empty? Since when?”[=>Edmund Vale]

“I looked on Friday, and it was all there.”[=>Philip]

“Who has been in the room?”[=>Edmund Vale]

“Nobody. Well, Lambert was there yesterday, and his boy, Ned, brought the coal.”[=>Philip]

“Lambert?”[=>Edmund Vale]

“You cannot suspect Lambert. He has been with us for twenty years.”[=>Philip]

“I suspect everybody, Philip, until I know better.”[=>Edmund Vale]

Philip sat down on the window seat.

“What will you do?”[=>Philip]

“I have sent for a constable already,” said [Edmund=>Edmund Vale]. “He will be here by noon.”

“I wish you had not,” said [his brother=>Philip].

The constable came at eleven. He walked twice around the strongbox and once around Philip.

“You had the key, sir?”[=>constable]

“I did.”[=>Philip]

“And where was it last night?”[=>constable]

“Under my pillow.”[=>Philip]

“Do you sleep soundly?”[=>constable]

Edmund laughed. “He sleeps like a log,” [he=>Edmund Vale] said.

“Then I have no more questions,” said [the constable=>constable].
"""

LETTERS = """
I had known Conrad Birch for eleven years, and I had never seen him run. That evening he came up the lane as if the dogs were behind him.

“You are late,” [I=>Harker] said.

He leaned against the gate until he had his breath again. “Read that, Harker,” [he=>Conrad Birch] said, and he gave me a letter.

“It is not signed.”[=>Harker]

“They never are.”[=>Conrad Birch]

“How many have you had?”[=>Harker]

“Four. This is the worst of them.”[=>Conrad Birch]

I read it twice. Then I folded it and put it into my pocket.

“You must go to the police,” said [I=>Harker].

“And tell them what?”[=>Conrad Birch]

Before I could answer, the door opened and Miss Agnes Birch looked out. She was a tall young woman with ink on her sleeve.

“Are you two going to stand there all night?” [she=>Agnes Birch] asked. “Supper is cold.”

“We are coming, Agnes,” answered [my friend=>Conrad Birch].

“Is anything the matter, Conrad?”[=>Agnes Birch]

“Nothing at all.”[=>Conrad Birch]

The young woman looked from him to me. “You are both very bad liars,” [she=>Agnes Birch] said.
"""

KITCHEN = """
The kitchen of the Hotel Mirador smelled of onions. Chef Bruno Keller was shouting before the door had closed behind him.

“Who left the oven on?” [he=>Bruno Keller] roared.

Nobody answered. Lena Moss went on slicing leeks, and the new boy hid behind the freezer.

“Lena?”[=>Bruno Keller]

“Not me, Chef.”[=>Lena Moss]

“Then it was you,” said [Keller=>Bruno Keller], and pointed at the boy. “What is your name?”

“Tim, sir.”[=>Tim]

“How long have you been with us, Tim?”[=>Bruno Keller]

“Since Monday.”[=>Tim]

Lena put down her knife. “Leave him alone, Bruno,” [she=>Lena Moss] said. “He has done nothing.”

“I will leave him alone when the oven is off.”[=>Bruno Keller]

“It is off. I turned it off an hour ago.”[=>Lena Moss]

The chef touched the oven door. It was cold.

“Well,” [he=>Bruno Keller] muttered, “somebody might have told me.”

“We tried,” said [the boy=>Tim].

At that moment Mrs. Keller came in from the dining room, carrying a plate.

“Table nine has sent it back,” [she=>Mrs. Keller] announced. “They say that it is raw.”

Her husband looked at the plate, then at the oven. “Do not say a word,” [he=>Bruno Keller] told Lena.

“I would not dream of it,” [she=>Lena Moss] said.
"""

FARE = """
Every morning at five, Joyce Adair starts the engine of the number 40 bus and talks to it.

“Come on, old girl,” [she=>Joyce Adair] says. “One more day.”

Adair, 58, has driven the same road for thirty years. Her first passenger is always Walter Finch, a retired welder who rides to the end of the line and back.

“You are late,” [he=>Walter Finch] tells her.

“I am never late.”[=>Joyce Adair]

“Two minutes.”[=>Walter Finch]

“Then your watch is fast, Walter.”[=>Joyce Adair]

He laughs and takes the seat behind her. They have had this talk, they agree, about four thousand times.

The company wants to close the road in June. A spokesman, Paul Ortiz, said that only nine people a day used it.

“Nine is not nothing,” [Adair=>Joyce Adair] says. “Nine is a baseball team.”

Finch nods. “And who would tell her that she is late?” [he=>Walter Finch] asks.
"""

STORIES = {
    "kitchen": KITCHEN,
    "fare": FARE,
    "brothers": BROTHERS,
    "letters": LETTERS,
    "landing": LANDING,
    "club": CLUB,
    "drawing room": DRAWING_ROOM,
    "detective": DETECTIVE,
    "wood": WOOD,
    "narrator": NARRATOR,
}
