// SPDX-License-Identifier: MIT
/**
 * Short plain English words for aliases that are read aloud or remembered: 1024 of them, so that each drawn word is
 * worth exactly ten bits. Three to six letters, lower case, in order.
 */
export const words: readonly string[] = `
acorn actor adobe agate agent album alder alley almond alpha alpine amber ample anchor angle anthem apple
apron arbor arctic arena armor aroma arrow artist aspen aster atlas atom attic author autumn avenue award
bacon bagel baker ballad ballet balm bamboo banana banjo banner barge bark barley barn barrel basil basin
basket bass batch bath beach beacon bead beaker beam bean bear beech bell belt bench berry birch bird bison
blaze bloom blue board boat bonnet book border bottle bounce bow bowl braid branch brass bread breeze brick
bridge bright brisk bronze brook broom brown brush bubble bucket bugle bulb bundle bunny burrow bus butter
button cabin cable cactus cake camel camera camp canal canary candle canoe canopy canvas canyon cargo carol
carpet carrot carve castle cat cattle cavern cedar celery cello cement cereal chain chair chalk chart cheese
cherry chest chime chip chorus cider cinema circle circus citrus city clam clan clay clean clear clever cliff
climb clip cloak clock cloth cloud clover coach coast coat cobalt cobble cocoa coffee coil coin collar comb
comet comic cone cookie copper coral cord cork corn corner couch cove cozy cradle craft crane crater crayon
cream creek crisp crocus crop crow crown cruise crumb cube cuckoo cup curl curve cycle cymbal dahlia dainty
dairy daisy dance dandy dapper daring dawn deck decor deer delta den denim depot desert desk dew dial diary
dice dimple dinghy dingo dinner disc dish diver dock dome domino donkey door dove dragon drama drawer dress
drum duck duet dune duty dynamo eager eagle early earth east easy echo eclair edge egg elder elk elm ember
engine enigma epic era ermine errand essay estate ever expert fable fabric falcon family famous fancy farm
farmer fawn feast fedora fennel fern ferry fiber fiddle field fig figure film filter finch fir fire fish
fjord flag flame flask flax fleece flint float flock flora flour flower flute foam focus folder folk forest
fork fossil fox frame fresh friend frog frost fudge funnel furrow future gadget gala galaxy gallop gander
garage garden garlic garnet gate gazebo gecko gem genial genius gentle geode geyser giant gift ginger glad
glade glass gleam glider globe glory glove glow glue goat golf good goose gopher gourd grace grain grape
graph grass gravel green grid grin groove grotto grove guava guest guide guitar gull gusto haiku halo hamper
handle happy harbor hare harp hat haven hawk hazel hearth heath hedge helium hello helmet herald herb hero
heron hill hinge hobby hockey holly honest honey hood hoop hope horn horse hotel house hue hummus humor husky
ice icicle icing icon idea idyll igloo iguana image impala inch indigo ink inlet insect iris island ivory ivy
jacket jade jaguar jam jar jazz jelly jersey jetty jewel jigsaw jingle jockey jolly joy juice jumble jumper
jungle junior jury kale karate kayak keen keeper kelp kernel kettle key kimono kind kiosk kite kitten kiwi
knight knot koala label lace ladder lagoon lake lamb lamp lapel larch lark lasso latch laurel lava lawn leaf
ledge legend lemon lens lentil letter lichen light lilac lily lime linden linen lion list lively lizard llama
lobby local locket lodge loft logic lotus loyal lucky lumber lunar lunch lupine lynx lyric macaw magnet
magpie maize mallet mallow mango manor mantle map maple marble margin marina market marlin marmot maroon
marsh mascot mason match maze meadow medley mellow melody melon mentor menu merit merry mesa meteor meter
method middle mile milk mill mimosa minnow mint minute mirror mitten mixer moat model modern modest moment
monkey month mood moon moose mosaic moss moth motor mound mouse muffin mule museum music myrtle myth napkin
narrow nature navy neat nebula nectar needle neon nest nettle nibble night nimble node nomad noodle noon
north notch note novel nugget nutmeg nylon oak oar oasis oat ocean ocelot octave office olive onion onyx opal
open opera orange orbit orchid oriole osprey otter outfit oval oven owl oyster paddle page pagoda paint
palace panda panel papaya paper parade parcel park parrot party pasta pastel pastry patch path patio pause
peace peach peak peanut pear pearl pebble pecan pedal pen pencil pepper perch perky pesto petal phrase piano
pickle picnic pine pink pixel pizza plain planet plank plant plate plaza plum plume plush pocket poem poet
point polar polo pond pony poplar porch port poster potato potter powder pretty prism prize proud puffin
pulley puma puppet puppy purple puzzle quail quarry quart quartz quest quick quiet quill quilt quince quiver
quiz rabbit radar radio radish raft rail rain raisin ramp ranch ranger rapid raven recess recipe record reed
reef regal region relic remedy repeat rhyme rhythm ribbon rice riddle ridge ripple river road robin robot
rocket rodeo roof room rope rose rosy round route rover ruby rug ruler rumba runner rural rustic rye sable
saddle safari sail sailor salad salmon salsa salt sample sand sandal satin saturn scale scarf scenic school
scout scroll sea seal season second sequin serene shade shape sheep shelf shell shine ship shirt shore sierra
silk silver simple singer skate sketch ski sky sleepy sleet sleeve smile smooth snack snail snow soap soccer
social sofa solar solid sonata sonnet soup south spice spiral spoon sport spring sprout spruce square squash
stable stage stamp star steady steam stem stone stool store storm story stove stream street string studio
sturdy style sugar summer summit sunny sunset supper surf swan swift swing syrup table tablet tailor talent
tango tape tapir tariff tassel tavern tea team teapot temple tempo tender tennis tent thread thrush thyme
ticket tiger timber toast today toffee tomato topaz torch toucan towel tower town trail train travel treat
tree trio trophy trout trunk trusty tuba tulip tuna tundra tunic tunnel turban turnip tutor twig twin union
unique unit upbeat urban usher vacuum valley value vase vault velvet vendor verse vessel video view villa
vine viola violet violin visit vista vivid voice volume voyage waffle wagon walnut walrus waltz warm water
wave wax weaver wedge whale wheel wicker willow wind window wisdom wise wolf wombat wonder wood wool wren
writer yak yard yarn year yellow yeoman yodel young zebra zenith zest zigzag zinc zinnia zipper zodiac
`
  .trim()
  .split(/\s+/);
